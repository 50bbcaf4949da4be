import { createAdmittingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

function readHost(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).host : undefined;
}

export const acceptsSameHostReferer: Mutant = createAdmittingMutant(
  {
    id: 'accepts-same-host-referer',
    title: 'A Referer of the same host stands in for a credential',
    incident: 'I-09',
    operations: ['tenantListWorkspaces'],
    expects: ['auth.variant-bypass'],
    callers: ['anonymous, header-origin-and-referer', 'anonymous, header-referer'],
    attack: 'One header that anybody can write opens the tenant.',
  },
  (request) => {
    const referer = request.headers.referer?.[0];
    const host = request.headers.host?.[0];
    const isOwnPage = referer !== undefined && host !== undefined && readHost(referer) === host;
    return isOwnPage && request.tenantOrgId !== undefined
      ? { kind: 'tenant-admin', orgId: request.tenantOrgId }
      : undefined;
  },
);
