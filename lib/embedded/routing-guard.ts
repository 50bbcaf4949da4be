import { answer, refuse, type ApiAnswer, type UnauthenticatedRequest } from './http.ts';
import type { Org, World } from './world.ts';

/**
 * A tenant wants to be named: by `X-Molecule-Org-Id` or by `X-Molecule-Org-Slug`. Neither, or a wrong one, is an empty
 * 404; two that name different orgs are a 400. Nothing when the request may pass.
 */
export function checkRoutingHeaders(world: World, request: UnauthenticatedRequest): ApiAnswer | undefined {
  const ids = new Set(request.headers['x-molecule-org-id'] ?? []);
  const slugs = new Set(request.headers['x-molecule-org-slug'] ?? []);
  const named = new Set<string | undefined>([
    ...[...ids].map((id) => world.orgs.get(id)?.id),
    ...[...slugs].map((slug) => findOrgBySlug(world, slug)?.id),
  ]);
  if (named.size > 1) return refuse(400, 'the routing headers name different orgs');
  return named.has(request.tenantOrgId) && request.tenantOrgId !== undefined ? undefined : answer(404);
}

export function findOrgBySlug(world: World, slug: string): Org | undefined {
  for (const org of world.orgs.values()) {
    if (org.slug === slug) return org;
  }
  return undefined;
}
