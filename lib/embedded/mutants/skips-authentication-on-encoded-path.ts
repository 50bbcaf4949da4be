import { createRoutingMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

function decodeLetter(encoded: string): string {
  return String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
}

export const skipsAuthenticationOnEncodedPath: Mutant = createRoutingMutant(
  {
    id: 'skips-authentication-on-encoded-path',
    title: 'A path with an encoded letter is routed and not authenticated',
    operations: ['adminListOrgs', 'tenantListOrgTemplates'],
    expects: ['auth.variant-bypass'],
    callers: ['anonymous, path-encoded'],
    attack: 'A letter that is written otherwise opens the route.',
  },
  ({ method, path }) => ({ method, path: path.replaceAll(/%[0-9a-f]{2}/gi, decodeLetter) }),
);
