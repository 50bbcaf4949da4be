import { isJsonObject, type JsonValue } from '../../core/json.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';
import type { StoredSecret } from '../world.ts';

function addValue(row: JsonValue, secrets: ReadonlyMap<string, StoredSecret>): JsonValue {
  if (!isJsonObject(row) || typeof row.key !== 'string') return row;
  return { ...row, value: secrets.get(row.key)?.value };
}

export const returnsSecretValuesInList: Mutant = createHandlingMutant(
  {
    id: 'returns-secret-values-in-list',
    title: 'The lists of secrets hold the values',
    operations: ['tenantListWorkspaceSecrets', 'tenantListGlobalSecrets'],
    expects: ['secret.returned'],
    attack: 'Every credential of the agents can be read back with one key.',
  },
  async (request, next, world) => {
    const given = await next(request);
    const tenant = world.orgs.get(request.tenantOrgId ?? '')?.tenant;
    const workspace = tenant?.workspaces.get(request.params.id ?? '');
    const secrets = request.params.id === undefined ? tenant?.globalSecrets : workspace?.secrets;
    if (secrets === undefined || !Array.isArray(given.body)) return given;
    // The elements of a JSON array are JSON.
    const rows = given.body as readonly JsonValue[];
    return { ...given, body: rows.map((row) => addValue(row, secrets)) };
  },
);
