import { defined } from '../../lib/core/defined.ts';
import type { JsonObject } from '../../lib/core/json.ts';
import { createControlPlaneRoutes } from '../../lib/embedded/cp/routes.ts';
import type { Deployment } from '../../lib/embedded/deployment.ts';
import type { Access, Route } from '../../lib/embedded/http.ts';
import { createSeededWorld } from '../../lib/embedded/seed-world.ts';
import { createTenantRoutes } from '../../lib/embedded/tenant/routes.ts';
import { call, readSeedOrg, readText, type TestCall } from './test-call.ts';

/** One of everything that opens something, for the tests of the reference only. */
export interface Keyring {
  readonly deployment: Deployment;
  readonly acme: Awaited<ReturnType<typeof readSeedOrg>>;
  readonly globex: Awaited<ReturnType<typeof readSeedOrg>>;
  readonly secrets: Readonly<Record<SecretName, string>>;
}

const SECRET_NAMES = [
  'session',
  'operator',
  'provision',
  'tenant-admin',
  'org-key',
  'org-key of another org',
  'workspace',
] as const;

type SecretName = (typeof SECRET_NAMES)[number];
type Headers = Readonly<Record<string, string | string[]>>;

/** An operation ready to be called on what the seed world has, with the credential that is right. */
interface RightCall {
  readonly call: TestCall & { readonly headers: Headers };
  readonly access: Access;
  readonly secret: string;
  readonly credential: Headers;
}

const { world } = createSeededWorld({ seed: 'ways', speed: 1, nowMs: () => 0, tenantUrl: (slug) => slug });
const ROUTES: readonly Route[] = [...createControlPlaneRoutes(world), ...createTenantRoutes(world)];

/** Bodies that do no harm where one is needed. */
const BODIES: Readonly<Record<string, JsonObject>> = {
  adminScrubTenantArtifacts: { confirm: 'acme' },
  adminUpdateWorkspaceEnv: { env: { LEVEL: 'info' } },
  tenantPatchBudget: { budget_limit: 5 },
};

export async function cutKeys(deployment: Deployment): Promise<Keyring> {
  const [acme, globex] = [await readSeedOrg(deployment, 'acme'), await readSeedOrg(deployment, 'globex')];
  const mint = async (slug: string, org: typeof acme, path: string): Promise<string> => {
    const headers = { authorization: `Bearer ${org.adminToken}`, 'x-molecule-org-id': org.id };
    return readText((await call(deployment, { method: 'POST', path, tenant: slug, headers })).json, 'auth_token');
  };
  const secrets = {
    session: deployment.environment.OWNER_SESSION ?? '',
    operator: deployment.environment.CP_ADMIN_BEARER ?? '',
    provision: deployment.environment.PROVISION_SECRET ?? '',
    'tenant-admin': acme.adminToken,
    'org-key': await mint('acme', acme, '/org/tokens'),
    'org-key of another org': await mint('globex', globex, '/org/tokens'),
    workspace: await mint('acme', acme, `/workspaces/${acme.workspaceId}/tokens`),
  };
  return { deployment, acme, globex, secrets };
}

const RIGHT_SECRET: Readonly<Record<Access, SecretName>> = {
  open: 'org-key',
  session: 'session',
  'cp-admin': 'operator',
  provision: 'provision',
  'deprovision-pair': 'provision',
  'tenant-admin': 'org-key',
  'tenant-admin-or-session': 'org-key',
  'tenant-admin-or-workspace': 'org-key',
};

export function prepareCall({ acme, secrets }: Keyring, operationId: string): RightCall {
  const route = ROUTES.find((candidate) => candidate.operationId === operationId);
  if (route === undefined) throw new Error(`there is no operation ${operationId}`);
  const { access, method, service } = route;
  // Deprovisioning is called for nobody's workspace: it would be done.
  const nobody = '11111111-1111-4111-8111-111111111111';
  const path = route.path
    .replace('{slug}', 'acme')
    .replace('{id}', acme.workspaceId)
    .replace('{workspace_id}', access === 'deprovision-pair' ? nobody : acme.workspaceId);
  const query = operationId === 'getProvisionWorkspaceStatus' ? '?instance_id=i-1' : '';
  const secret = secrets[RIGHT_SECRET[access]];
  const carried: Headers =
    access === 'session' ? { cookie: `mcp_session=${secret}` } : { authorization: `Bearer ${secret}` };
  const pair: Headers = access === 'deprovision-pair' ? { 'x-molecule-admin-token': acme.adminToken } : {};
  const body = BODIES[operationId];
  return {
    call: {
      method,
      path: `${path}${query}`,
      headers: service === 'tenant' ? { 'x-molecule-org-id': acme.id } : {},
      ...(service === 'tenant' ? { tenant: 'acme' } : {}),
      ...defined({ body }),
    },
    access,
    secret,
    credential: { ...carried, ...pair },
  };
}

/** Every way round the gate of an operation that is tried here, by its name. */
export function listWays(keys: Keyring, right: RightCall): Readonly<Record<string, TestCall>> {
  const withHeaders = (headers: Headers): TestCall => ({
    ...right.call,
    headers: { ...right.call.headers, ...headers },
  });
  const headerWays = { ...spellings(right), ...otherKinds(keys, right), ...claims(keys, right), ...pairs(keys, right) };
  return {
    ...Object.fromEntries(Object.entries(headerWays).map(([name, headers]) => [name, withHeaders(headers)])),
    'in the query': { ...right.call, path: addQuery(right.call.path, `access_token=${right.secret}`) },
    ...(right.call.body === undefined
      ? {}
      : { 'in the body': { ...right.call, body: { ...(right.call.body as JsonObject), access_token: right.secret } } }),
    ...paths(right),
    ...otherAliases(keys, right),
  };
}

function addQuery(path: string, pair: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${pair}`;
}

/** The right secret, written wrongly or in another place; the other half of a pair stays right. */
function spellings({ access, secret, credential }: RightCall): Readonly<Record<string, Headers>> {
  const rest = otherHalf(credential);
  const write = (value: string): Headers =>
    access === 'session' ? { ...rest, cookie: `mcp_session=${value}` } : { ...rest, authorization: `Bearer ${value}` };
  const swapCase = (letter: string) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase());
  const authorization = (value: string | string[]): Headers => ({ ...rest, authorization: value });
  const bearerOnly: Readonly<Record<string, Headers>> =
    access === 'session'
      ? { 'as bearer': authorization(`Bearer ${secret}`) }
      : {
          'lower-case scheme': authorization(`bearer ${secret}`),
          'Basic scheme': authorization(`Basic ${secret}`),
          'no scheme': authorization(secret),
          'two blanks': authorization(`Bearer  ${secret}`),
          'two headers, first right': authorization([`Bearer ${secret}`, 'Bearer made-up']),
          'two headers, second right': authorization(['Bearer made-up', `Bearer ${secret}`]),
          'in the cookie': { ...rest, cookie: `mcp_session=${secret}` },
        };
  return {
    nothing: {},
    empty: access === 'session' ? write('') : authorization('Bearer'),
    short: write('made-up'),
    'garbage of the right length': write('x'.repeat(secret.length)),
    truncated: write(secret.slice(0, -1)),
    'other case': write(secret.replaceAll(/[a-z]/gi, swapCase)),
    'trailing blank': write(`${secret}%20`),
    doubled: write(`${secret}${secret}`),
    expired: write(unsignedToken(1)),
    'not expired': write(unsignedToken(4_000_000_000)),
    ...bearerOnly,
    ...(access === 'deprovision-pair' ? {} : { 'in the admin header': { 'x-molecule-admin-token': secret } }),
  };
}

/** What a pair carries besides the part that is varied. */
function otherHalf(credential: Headers): Headers {
  const token = credential['x-molecule-admin-token'];
  return token === undefined ? {} : { 'x-molecule-admin-token': token };
}

function unsignedToken(exp: number): string {
  const encode = (value: JsonObject) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'none' })}.${encode({ exp })}.`;
}

/** Secrets that open something else. */
function otherKinds(
  { secrets }: Keyring,
  { access, secret, credential }: RightCall,
): Readonly<Record<string, Headers>> {
  const rest = otherHalf(credential);
  const opening = new Set<string>([
    secret,
    ...(access.startsWith('tenant-admin') ? [secrets['tenant-admin']] : []),
    ...(access === 'tenant-admin-or-workspace' ? [secrets.workspace] : []),
  ]);
  const asBearer = SECRET_NAMES.filter((name) => !opening.has(secrets[name])).map((name) => {
    return [`bearer of ${name}`, { ...rest, authorization: `Bearer ${secrets[name]}` }] as const;
  });
  const cookie = `mcp_session=${secrets.session}`;
  const opensBySession = access === 'session' || access === 'tenant-admin-or-session';
  return {
    ...Object.fromEntries(asBearer.filter(([name]) => access !== 'session' || name !== 'bearer of session')),
    ...(opensBySession
      ? {}
      : {
          'cookie of session': { ...rest, cookie },
          'session beside wrong bearer': { ...rest, cookie, authorization: 'Bearer made-up' },
        }),
  };
}

/** Headers that claim something, without a credential. */
function claims({ deployment }: Keyring, { call: { tenant } }: RightCall): Readonly<Record<string, Headers>> {
  const origin = tenant === undefined ? deployment.cpBaseUrl : deployment.tenantBaseUrl.replace('{slug}', tenant);
  return {
    Origin: { origin },
    Referer: { referer: `${origin}/` },
    'X-Forwarded-For': { 'x-forwarded-for': '127.0.0.1' },
    'X-Forwarded-Host': { 'x-forwarded-host': 'localhost' },
    'X-Original-URL': { 'x-original-url': '/health' },
    'X-HTTP-Method-Override': { 'x-http-method-override': 'OPTIONS' },
  };
}

function pairs({ acme, secrets }: Keyring, { access }: RightCall): Readonly<Record<string, Headers>> {
  if (access !== 'deprovision-pair') return {};
  return {
    'first half': { authorization: `Bearer ${secrets.provision}` },
    'second half': { 'x-molecule-admin-token': acme.adminToken },
    'swapped pair': { authorization: `Bearer ${acme.adminToken}`, 'x-molecule-admin-token': secrets.provision },
  };
}

/** Other spellings of the path, and HEAD, without a credential. */
function paths({ call: wanted }: RightCall): Readonly<Record<string, TestCall>> {
  const [path = '', query] = wanted.path.split('?');
  const at = path.lastIndexOf('/');
  const last = path.slice(at + 1);
  const to = (spelled: string): TestCall => ({
    ...wanted,
    path: query === undefined ? spelled : `${spelled}?${query}`,
  });
  const encoded = `%${last.charCodeAt(0).toString(16)}${last.slice(1)}`;
  return {
    'trailing slash': to(`${path}/`),
    'double slash': to(`${path.slice(0, at)}//${last}`),
    'last segment in capitals': to(`${path.slice(0, at)}/${last.toUpperCase()}`),
    'encoded letter': to(`${path.slice(0, at)}/${encoded}`),
    'dot segment': to(`${path.slice(0, at)}/./${last}`),
    'parent segment': to(`${path.slice(0, at)}/x/../${last}`),
    ...(wanted.method === 'GET' ? { HEAD: { ...wanted, method: 'HEAD' } } : {}),
  };
}

/** The mirror, the edge proxy and the tenant's host. */
function otherAliases({ secrets, acme }: Keyring, { call: wanted }: RightCall): Readonly<Record<string, TestCall>> {
  const bearer = (name: SecretName) => ({ authorization: `Bearer ${secrets[name]}` });
  if (wanted.tenant === undefined) {
    const path = wanted.path.replace('/api/v1/', '/cp/');
    const headers = { 'x-molecule-org-id': acme.id };
    return {
      mirror: { ...wanted, path },
      'mirror, org key': { ...wanted, path, headers: bearer('org-key') },
      'host of the tenant': { ...wanted, path, headers, tenant: 'acme' },
      'host of the tenant, org key': { ...wanted, path, headers: { ...headers, ...bearer('org-key') }, tenant: 'acme' },
    };
  }
  const { method, path, body } = wanted;
  const rest = { method: method ?? 'GET', path, ...defined({ body }) };
  const headers = { ...wanted.headers, 'x-molecule-org-slug': 'acme' };
  return {
    edge: { ...rest, headers },
    'edge, key of another org': { ...rest, headers: { ...headers, ...bearer('org-key of another org') } },
  };
}
