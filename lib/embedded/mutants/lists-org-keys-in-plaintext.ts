import { answer } from '../http.ts';
import { isJsonObject, type JsonValue } from '../../core/json.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';
import type { Tenant } from '../world.ts';

function addPlaintext(row: JsonValue, tenant: Tenant): JsonValue {
  if (!isJsonObject(row) || typeof row.id !== 'string') return row;
  return { ...row, auth_token: tenant.orgTokens.get(row.id)?.secret };
}

export const listsOrgKeysInPlaintext: Mutant = createHandlingMutant(
  {
    id: 'lists-org-keys-in-plaintext',
    title: 'A minted key can be read again from the list of keys',
    incident: 'I-40',
    operations: ['tenantListOrgTokens'],
    expects: ['secret.returned'],
    attack: 'Whoever sees one answer holds every key of the org.',
  },
  async (request, next, world) => {
    const given = await next(request);
    const tenant = world.orgs.get(request.tenantOrgId ?? '')?.tenant;
    const { body } = given;
    if (tenant === undefined || !isJsonObject(body) || !Array.isArray(body.tokens)) return given;
    // The elements of a JSON array are JSON.
    const rows = body.tokens as readonly JsonValue[];
    return answer(given.status, { ...body, tokens: rows.map((row) => addPlaintext(row, tenant)) });
  },
);
