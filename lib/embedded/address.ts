import { refuseUnlessRunning } from './cp/provisioning.ts';
import { answer, refuse, type ApiAnswer, type UnauthenticatedRequest } from './http.ts';
import type { IncomingRequest } from './listen.ts';
import { splitTarget, type Addressee } from './service.ts';
import { findOrgBySlug, type ControlPlaneWorld, type World } from './world.ts';

/** The service that has to answer a request, or the answer itself where no service can. */
export type Destination =
  | { readonly kind: 'cp'; readonly addressee: Addressee }
  | { readonly kind: 'tenant'; readonly addressee: Addressee }
  | { readonly kind: 'answered'; readonly answer: ApiAnswer };

/** Headers of the deprecated mirror `/cp/...`: since when it is deprecated, and until when it is served. */
const MIRROR_HEADERS = { Deprecation: '@1767225600', Sunset: 'Fri, 31 Dec 2027 23:59:59 GMT' };

/** Addresses a request to the control plane's host: its own paths, their mirror, or a tenant's path that the edge passes on. */
export function addressControlPlane(world: ControlPlaneWorld, incoming: IncomingRequest): Destination {
  const { path } = splitTarget(incoming.target);
  if (path.startsWith('/cp/')) {
    const routedPath = `/api/v1/${path.slice('/cp/'.length)}`;
    return { kind: 'cp', addressee: { routedPath, extraHeaders: MIRROR_HEADERS } };
  }
  const slug = incoming.headers['x-molecule-org-slug']?.[0];
  const isOwnPath = path.startsWith('/api/v1/') || path === '/health' || path === '/health/';
  if (isOwnPath || slug === undefined) return { kind: 'cp', addressee: { routedPath: path } };
  const destination = addressOrg(world, slug, path);
  if (destination.kind !== 'tenant') return destination;
  return { kind: 'tenant', addressee: { ...destination.addressee, viaEdge: true } };
}

/** Addresses a request to a tenant's host. The first label of the host name is the org's slug: `acme.localhost`. */
export function addressTenant(world: ControlPlaneWorld, incoming: IncomingRequest): Destination {
  const slug = /^([^.:]+)\.localhost(?::\d+)?$/i.exec(incoming.headers.host?.[0] ?? '')?.[1];
  return addressOrg(world, slug?.toLowerCase() ?? '', splitTarget(incoming.target).path);
}

function addressOrg(world: ControlPlaneWorld, slug: string, path: string): Destination {
  const org = findOrgBySlug(world, slug);
  if (org === undefined) return { kind: 'answered', answer: answer(404) };
  const notUp = refuseUnlessRunning(world, org);
  if (notUp !== undefined) return { kind: 'answered', answer: notUp };
  return { kind: 'tenant', addressee: { routedPath: path, tenantOrgId: org.id } };
}

/**
 * Refuses a request whose routing headers (`X-Molecule-Org-Id`, `X-Molecule-Org-Slug`) do not name the tenant that is
 * addressed: a 404 if there are none or a wrong one, a 400 if they name different orgs.
 */
export function checkRoutingHeaders(world: World, request: UnauthenticatedRequest): ApiAnswer | undefined {
  const ids = new Set(request.headers['x-molecule-org-id'] ?? []);
  const slugs = new Set(request.headers['x-molecule-org-slug'] ?? []);
  const named = new Set<string | undefined>([
    ...[...ids].map((id) => world.orgs.get(id)?.id),
    ...[...slugs].map((slug) => findOrgBySlug(world, slug)?.id),
  ]);
  if (named.size > 1) return refuse(400, 'the routing headers name different orgs');
  return named.has(request.tenantOrgId) && request.tenantOrgId !== undefined ? undefined : refuse(404, 'no such org');
}
