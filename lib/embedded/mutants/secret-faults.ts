import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { findAddressedOrg, readBearer } from '../authenticate.ts';
import { callingUserId, type ApiAnswer } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import { findOrgBySlug } from '../world.ts';
import { withHeaders } from '../service.ts';
import {
  createFinishingMutant,
  createSpoilingMutant,
  findAddressedWorkspace,
  readMembers,
  withMembers,
} from './mutant-factories.ts';

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
  createSpoilingMutant(
    {
      id: 'carries-private-key-as-note',
      title: 'The diagnostics of a tenant come with the key of its tunnel, as a note',
      operations: ['adminTenantDiagnostics'],
      expects: ['secret.returned'],
      attack: 'Whoever reads the diagnostics can stand in for the tunnel.',
    },
    (given) => (given.status === 200 ? withMembers(given, { tunnel: { connected: true, note: PRIVATE_KEY } }) : given),
  ),
  createSpoilingMutant(
    {
      id: 'carries-web-token-as-role',
      title: 'The role of a workspace that everybody may read is a token',
      operations: ['tenantGetWorkspace'],
      expects: ['secret.returned'],
      attack: 'Whoever knows the id of a workspace acts in its name.',
    },
    (given) => (given.status === 200 ? withMembers(given, { role: WEB_TOKEN }) : given),
  ),
  createSpoilingMutant(
    {
      id: 'carries-random-key-in-pins',
      title: 'Every pin of a machine image comes with a long random text',
      operations: ['adminListThinAmi'],
      expects: ['body.undeclared-sensitive'],
      attack: 'It opens the account that the images lie in.',
    },
    (given) =>
      Array.isArray(given.body)
        ? { ...given, body: changeRows(given.body, (row) => ({ ...row, note: RANDOM_KEY })) }
        : given,
  ),
  createSpoilingMutant(
    {
      id: 'keys-export-by-session',
      title: 'An export lists the open sessions, and the session itself is the key of the entry',
      operations: ['exportOrg'],
      expects: ['secret.returned'],
      attack: 'A member takes over the session of the owner.',
    },
    (given, request, world) => {
      const others = [...world.sessions].filter(([, userId]) => userId !== callingUserId(request));
      const sessions = Object.fromEntries(others.map(([session]) => [session, 'open']));
      return given.status === 200 ? withMembers(given, { notes: { sessions } }) : given;
    },
  ),
  createSpoilingMutant(
    {
      id: 'names-owner-in-refusal',
      title: 'Whoever is no member is told who the owner is',
      operations: ['exportOrg'],
      expects: ['auth.refusal-leaks'],
      attack: 'Strangers learn whom to write to in the name of the platform.',
    },
    (given, request, world) => {
      const owner = findOrgBySlug(world, request.params.slug ?? '')?.ownerUserId ?? '';
      return given.status === 403
        ? withMembers(given, { error: `only for members; ask ${owner} to let you in` })
        : given;
    },
  ),
  createFinishingMutant(
    {
      id: 'repeats-half-of-a-bearer',
      title: 'A bearer that is refused comes back in the error, cut in half',
      operations: ['adminListOrgs', 'tenantListGlobalSecrets'],
      expects: ['auth.credential-echoed'],
      attack: 'Half of a key is in every log of errors, and the other half can be tried.',
    },
    (given, request) => {
      const sent = readBearer(request) ?? '';
      const half = sent.slice(0, Math.ceil(sent.length / 2));
      const isOne = /^[\w.-]{30,}$/.test(sent) && !sent.endsWith(half);
      return given.status === 401 && isOne ? withMembers(given, { error: `no such token: ${half} (cut)` }) : given;
    },
  ),
  createFinishingMutant(
    {
      id: 'sets-bare-session-cookie',
      title: 'Every read of an org sets the session anew, for scripts and other sites as well',
      operations: ['getOrg'],
      expects: ['header.cookie'],
      attack: 'A script that gets into a page reads the session.',
    },
    (given) => withHeaders(given, { 'Set-Cookie': `mcp_session=${RANDOM_KEY}; Path=/; Max-Age=3600` }),
  ),
  createSpoilingMutant(
    {
      id: 'shows-cloud-key-in-error',
      title: 'The error of a redeploy holds a key of the cloud account',
      operations: ['adminRedeployTenant'],
      expects: ['secret.returned'],
      attack: 'Whoever reads the error uses the account.',
    },
    (given) => (given.status === 503 ? withMembers(given, { error: `denied for ${CLOUD_KEY}` }) : given),
  ),
  createSpoilingMutant(
    {
      id: 'tells-address-of-owner',
      title: 'Whoever asks for the progress of another org is told the address of its owner',
      operations: ['getProvisionStatus'],
      expects: ['ops.error-leak'],
      attack: 'Strangers gather the addresses of customers.',
    },
    (given) => (given.status === 404 ? withMembers(given, { error: 'no such org, ask ada.l@example.org' }) : given),
  ),
];

/** Of the form of each, and of nothing that exists: put together here, so that no scanner of sources takes them for real ones. */
const PRIVATE_KEY = ['-----BEGIN ', 'PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA', '\n-----END ', 'PRIVATE KEY-----'].join(
  '',
);
const WEB_TOKEN = [{ alg: 'HS256' }, { sub: 'a-workspace' }, 'signature']
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .join('.');
const CLOUD_KEY = `AKIA${'4EXAMPLE'.repeat(2)}`;
const RANDOM_KEY = ['9qT3vZx7LkB2', 'nR8sWd4HjY6', 'mPc1FgU5aEtQ0', 'oKiVb'].join('');

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
