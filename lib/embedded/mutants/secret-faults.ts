import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { findAddressedOrg } from '../authenticate.ts';
import type { ApiAnswer } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import { findOrgBySlug } from '../world.ts';
import { createSpoilingMutant, findAddressedWorkspace, readMembers, withMembers } from './mutant-factories.ts';

/** Faults that return secrets. */
export const secretFaults: readonly Mutant[] = [
  createSpoilingMutant(
    {
      id: 'echoes-env-value-in-error',
      title: 'A refused environment value comes back in the error text',
      incident: 'I-24',
      operations: ['adminUpdateWorkspaceEnv'],
      expects: ['secret.returned'],
      attack: 'Secrets end up in the logs of whoever logs errors.',
    },
    (given, request) => {
      const { env = {} } = readMembers(request);
      return given.status === 200 ? given : withMembers(given, { error: `cannot apply ${JSON.stringify(env)}` });
    },
  ),
  createSpoilingMutant(
    {
      id: 'lists-org-keys-in-plaintext',
      title: 'A minted key can be read again from the list of keys',
      incident: 'I-40',
      operations: ['tenantListOrgTokens'],
      expects: ['secret.returned'],
      attack: 'Whoever sees one answer holds every key of the org.',
    },
    (given, request, world) => {
      const keys = findAddressedOrg(world, request)?.tenant.orgTokens;
      return withTokens(given, (row) => ({ ...row, auth_token: findById(keys, row.id)?.secret }));
    },
  ),
  createSpoilingMutant(
    {
      id: 'reads-minted-key-again',
      title: 'The list of org keys shows the whole newest key as its prefix',
      operations: ['tenantListOrgTokens'],
      expects: ['secret.returned'],
      attack: 'Whoever sees the list holds the key.',
    },
    (given, request, world) => {
      const newest = [...(findAddressedOrg(world, request)?.tenant.orgTokens.values() ?? [])].at(-1);
      return withTokens(given, (row) => (row.id === newest?.id ? { ...row, prefix: newest?.secret } : row));
    },
  ),
  createSpoilingMutant(
    {
      id: 'returns-admin-token-on-open-lookup',
      title: 'The open instance lookup returns the admin token of the tenant',
      incident: 'I-06',
      operations: ['getOrgInstance'],
      expects: ['secret.returned'],
      attack: 'Without any credential, everybody becomes the admin of every tenant.',
    },
    (given, request, world) => {
      const org = findOrgBySlug(world, request.params.slug ?? '');
      return org === undefined ? given : withMembers(given, { admin_token: org.tenantAdminToken });
    },
  ),
  createSpoilingMutant(
    {
      id: 'returns-secret-values-in-list',
      title: 'The lists of secrets hold the values',
      operations: ['tenantListWorkspaceSecrets', 'tenantListGlobalSecrets'],
      expects: ['secret.returned'],
      attack: 'Every credential of the agents can be read back with one key.',
    },
    (given, request, world) => {
      const secrets =
        request.params.id === undefined
          ? findAddressedOrg(world, request)?.tenant.globalSecrets
          : findAddressedWorkspace(world, request)?.secrets;
      const addValue = (row: JsonObject) => ({ ...row, value: findById(secrets, row.key)?.value });
      return Array.isArray(given.body) ? { ...given, body: changeRows(given.body, addValue) } : given;
    },
  ),
];

/** Changes the rows of the member `tokens`. */
function withTokens(given: ApiAnswer, change: (row: JsonObject) => JsonObject): ApiAnswer {
  if (!isJsonObject(given.body) || !Array.isArray(given.body.tokens)) return given;
  return withMembers(given, { tokens: changeRows(given.body.tokens, change) });
}

function findById<T>(things: ReadonlyMap<string, T> | undefined, id: JsonValue | undefined): T | undefined {
  return typeof id === 'string' ? things?.get(id) : undefined;
}

function changeRows(rows: readonly JsonValue[], change: (row: JsonObject) => JsonObject): readonly JsonValue[] {
  return rows.map((row) => (isJsonObject(row) ? change(row) : row));
}
