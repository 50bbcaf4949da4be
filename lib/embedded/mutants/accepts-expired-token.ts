import { readBearer } from '../authenticate.ts';
import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';
import { isJsonObject, type JsonValue } from '../../core/json.ts';

/** RFC 7519, section 4.1.4: seconds since the epoch. */
function readExpiry(payload: string): number | undefined {
  try {
    // JSON.parse yields JSON values only.
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as JsonValue;
    return isJsonObject(claims) && typeof claims.exp === 'number' ? claims.exp : undefined;
  } catch {
    return undefined;
  }
}

export const acceptsExpiredToken: Mutant = createBypassMutant(
  {
    id: 'accepts-expired-token',
    title: 'A token that says it has expired is read and not verified',
    operations: ['adminListRuntimeImage', 'tenantListGlobalSecrets'],
    expects: ['auth.expired-accepted'],
    callers: ['cp-admin, expired-token', 'org-key, expired-token'],
    attack: 'Anybody can write such a token.',
  },
  (request, world) => {
    const payload = readBearer(request)?.split('.')[1];
    const expiresAt = payload === undefined ? undefined : readExpiry(payload);
    return expiresAt !== undefined && expiresAt * 1000 < world.nowMs();
  },
);
