import { refuse, type ApiAnswer, type Handler, type Route } from '../http.ts';
import type { Org } from '../world.ts';
import type { ControlPlaneWorld } from './control-plane-world.ts';
import { isRunning } from './provisioning.ts';

/** A route of the operator: below `/api/v1/admin`, opened by the operator's bearer only. */
export function createAdminRoute(operationId: string, method: string, path: string, handle: Handler): Route {
  return { operationId, service: 'cp', method, path: `/api/v1/admin/${path}`, access: 'cp-admin', handle };
}

/** What an operation says when the tenant it has to call is not up. */
export function refuseUnlessRunning(world: ControlPlaneWorld, org: Org): ApiAnswer | undefined {
  if (isRunning(world, org)) return undefined;
  return { ...refuse(503, 'the tenant is not up'), headers: { 'Retry-After': '1' } };
}
