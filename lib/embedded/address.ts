import { isRunning } from './cp/provisioning.ts';
import type { ControlPlaneWorld } from './cp/control-plane-world.ts';
import { answer, refuse, type ApiAnswer } from './http.ts';
import type { IncomingRequest } from './listen.ts';
import { findOrgBySlug } from './routing-guard.ts';
import { splitTarget, type Addressed } from './service.ts';

/** Who has to answer: one of the two services, or nobody (then the answer is already here). */
export type Destination =
  | { readonly kind: 'cp'; readonly addressed: Addressed }
  | { readonly kind: 'tenant'; readonly addressed: Addressed }
  | { readonly kind: 'answered'; readonly answer: ApiAnswer };

/** The older spelling of the control plane's paths: since when it is deprecated, and until when it is served. */
const MIRROR_HEADERS = { Deprecation: '@1767225600', Sunset: 'Fri, 31 Dec 2027 23:59:59 GMT' };

/** On the control plane's host: its own paths, their deprecated mirror, and tenant paths for the edge to pass on. */
export function addressControlPlane(world: ControlPlaneWorld, incoming: IncomingRequest): Destination {
  const { path } = splitTarget(incoming.target);
  if (path.startsWith('/cp/')) {
    const routedPath = `/api/v1/${path.slice('/cp/'.length)}`;
    return { kind: 'cp', addressed: { routedPath, extraHeaders: MIRROR_HEADERS } };
  }
  const slug = incoming.headers['x-molecule-org-slug']?.[0];
  const isOwnPath = path.startsWith('/api/v1/') || path === '/health' || path === '/health/';
  if (isOwnPath || slug === undefined) return { kind: 'cp', addressed: { routedPath: path } };
  const destination = addressOrg(world, slug, path);
  if (destination.kind !== 'tenant') return destination;
  return { kind: 'tenant', addressed: { ...destination.addressed, viaEdge: true } };
}

/** On a tenant's host: the first label of the host name says which tenant. */
export function addressTenant(world: ControlPlaneWorld, incoming: IncomingRequest): Destination {
  const slug = /^([^.:]+)\.localhost(?::\d+)?$/i.exec(incoming.headers.host?.[0] ?? '')?.[1];
  return addressOrg(world, slug?.toLowerCase() ?? '', splitTarget(incoming.target).path);
}

function addressOrg(world: ControlPlaneWorld, slug: string, path: string): Destination {
  const org = findOrgBySlug(world, slug);
  if (org === undefined) return { kind: 'answered', answer: answer(404) };
  if (!isRunning(world, org)) {
    const notUp = refuse(503, 'the tenant is not up');
    return { kind: 'answered', answer: { ...notUp, headers: { 'Retry-After': '1' } } };
  }
  return { kind: 'tenant', addressed: { routedPath: path, tenantOrgId: org.id } };
}
