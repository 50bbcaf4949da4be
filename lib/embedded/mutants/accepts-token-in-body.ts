import { createLenientMutant, withBearer } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';
import { isJsonObject } from '../../core/json.ts';

export const acceptsTokenInBody: Mutant = createLenientMutant(
  {
    id: 'accepts-token-in-body',
    title: 'The bearer is taken from a member of the body',
    operations: ['adminScrubTenantArtifacts', 'adminUpdateWorkspaceEnv', 'tenantPatchBudget'],
    expects: ['auth.location-lenient'],
    callers: ['cp-admin, in-body', 'org-key, in-body'],
    attack: 'Bodies are logged and kept where headers are not.',
  },
  (request) => {
    const { body } = request;
    const token = body.kind === 'json' && isJsonObject(body.value) ? body.value.access_token : undefined;
    return typeof token === 'string' ? [withBearer(request, token)] : [];
  },
);
