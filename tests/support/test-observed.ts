import type { JsonObject, JsonValue } from '../../lib/core/json.ts';
import { renderBody, type ApiAnswer } from '../../lib/embedded/http.ts';
import { createSeededWorld } from '../../lib/embedded/seed-world.ts';
import { createObservedTenant } from '../../lib/embedded/tenant/observed/serve.ts';
import { findOrgBySlug } from '../../lib/embedded/world.ts';
import { START_MS } from './test-tenant.ts';

export const PLATFORM_MODEL = 'anthropic/claude-opus-4-7';

/** The parts of a request besides its caller, method and path. `<name>` in them stands for an id or a credential. */
export interface Sent {
  readonly body?: JsonValue;
  /** Sent as it is, in place of `body`. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** The routing header; null for none, and the right one by default. */
  readonly org?: string | null;
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it is JSON. */
  readonly body: unknown;
  readonly contentType?: string | undefined;
}

/**
 * The observed tenant of `acme`, called in-process, with a clock that stands still. There are the external workspaces `ext`,
 * `other`, `parent` with its `child`, and `gone`, which is removed; a computed one, `com`; and one key, `key`.
 */
export async function createObservedTestTenant() {
  let nowMs = START_MS;
  const { world, secrets } = createSeededWorld({
    seed: 'observed',
    speed: 1,
    nowMs: () => nowMs,
    tenantUrl: (slug) => slug,
  });
  const [acme, globex] = [findOrgBySlug(world, 'acme'), findOrgBySlug(world, 'globex')];
  if (acme === undefined || globex === undefined) throw new Error('the seed world has two orgs');
  acme.tenant.workspaces.clear();
  const errors: unknown[] = [];
  const serve = createObservedTenant({
    world,
    requestsPerMinute: 1000,
    reportError: (error) => errors.push(error),
    askControlPlane: () => Promise.resolve({ status: 299 }),
  });
  const names = new Map([
    ['org', acme.id],
    ['other-org', globex.id],
  ]);
  const bearers = new Map([['admin', acme.tenantAdminToken]]);
  const fill = (text: string): string =>
    text.replaceAll(/<([^>]+)>/g, (whole, name: string) => {
      const upper = name.endsWith('^') ? names.get(name.slice(0, -1))?.toUpperCase() : undefined;
      return names.get(name) ?? bearers.get(name) ?? upper ?? whole;
    });
  const sessions = new Map([
    ['owner', secrets.get('ownerSession')],
    ['member', secrets.get('memberSession')],
    ['stranger', secrets.get('strangerSession')],
  ]);
  const credentialOf = (who: string): Readonly<Record<string, readonly string[]>> => {
    if (who === 'nobody') return {};
    const session = sessions.get(who);
    if (session !== undefined) return { cookie: [`mcp_session=${session}`] };
    return { authorization: [`Bearer ${bearers.get(who) ?? who}`] };
  };
  const call = async (who: string, request: string, sent: Sent = {}): Promise<Answered> => {
    const [method = '', target = ''] = request.split(' ');
    const orgId = sent.org === undefined ? acme.id : sent.org;
    const extra = Object.entries(sent.headers ?? {}).map(([name, value]) => [name, [value].flat().map(fill)] as const);
    const text = sent.text ?? (sent.body === undefined ? '' : JSON.stringify(sent.body));
    const given = await serve(
      {
        method,
        target: fill(target),
        headers: {
          host: ['acme.localhost:1'],
          ...(orgId === null ? {} : { 'x-molecule-org-id': [fill(orgId)] }),
          ...credentialOf(who),
          ...Object.fromEntries(extra),
        },
        bodyBytes: Buffer.from(fill(text)),
        clientAddress: '127.0.0.1',
      },
      { routedPath: fill(target).split('?')[0] ?? '', tenantOrgId: acme.id },
    );
    return describeAnswer(given);
  };
  /** Creates a workspace by that name, and remembers its id and its token. */
  const create = async (name: string, members: JsonObject = { external: true }): Promise<void> => {
    const { body } = await call('admin', 'POST /workspaces', { body: { name, ...members } });
    const { id, connection } = body as { id: string; connection?: { auth_token: string } };
    names.set(name, id);
    if (connection !== undefined) bearers.set(`token of ${name}`, connection.auth_token);
  };
  /** Mints a token for a workspace, and remembers it as the one of that workspace. */
  const mint = async (name: string): Promise<void> => {
    const { body } = await call('admin', `POST /admin/workspaces/<${name}>/tokens`);
    bearers.set(`token of ${name}`, (body as { auth_token: string }).auth_token);
  };
  await create('ext');
  await create('other');
  await create('parent');
  await create('child', { external: true, parent_id: names.get('parent') });
  await create('com', { model: PLATFORM_MODEL });
  await mint('com');
  await create('gone');
  await call('admin', 'DELETE /workspaces/<gone>', { headers: { 'x-confirm-name': 'gone' } });
  const { body } = await call('admin', 'POST /org/tokens', { body: { name: 'first' } });
  const { id, auth_token } = body as { id: string; auth_token: string };
  names.set('key-id', id);
  bearers.set('key', auth_token);
  const advance = (durationMs: number): void => {
    nowMs += durationMs;
  };
  return { call, create, mint, advance, errors, names };
}

function describeAnswer(given: ApiAnswer): Answered {
  const { bytes, contentType } = renderBody(given);
  const text = bytes.toString('utf8');
  const headers = Object.fromEntries(
    Object.entries(given.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const type = headers['content-type'] ?? contentType;
  // Tests look at members only where an object is expected.
  const body = type?.startsWith('application/json') === true ? (JSON.parse(text) as unknown) : text;
  return { status: given.status, headers, body, contentType: type };
}
