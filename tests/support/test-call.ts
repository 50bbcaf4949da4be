import { request } from 'node:http';
import type { JsonObject, JsonValue } from '../../lib/core/json.ts';
import type { Deployment } from '../../lib/embedded/deployment.ts';

export interface TestCall {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: JsonValue;
  /** Sent as it is, in place of `body`. */
  readonly text?: string;
  /** The tenant to call; the control plane without it. */
  readonly tenant?: string;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: JsonObject;
}

/** Calls the deployment over its socket; for the tests of the reference only. Rejects when the connection breaks. */
export function call(deployment: Deployment, wanted: TestCall): Promise<TestAnswer> {
  const url = new URL(
    wanted.tenant === undefined ? deployment.cpBaseUrl : deployment.tenantBaseUrl.replace('{slug}', 'x'),
  );
  const host = wanted.tenant === undefined ? url.host : `${wanted.tenant}.localhost:${url.port}`;
  const text = wanted.text ?? (wanted.body === undefined ? undefined : JSON.stringify(wanted.body));
  const headers = {
    host,
    ...(text === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
    ...wanted.headers,
  };
  const target = { host: '127.0.0.1', port: url.port, method: wanted.method ?? 'GET', path: wanted.path, headers };
  return new Promise((resolve, reject) => {
    const sent = request({ ...target, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const names = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(names),
          text: body,
          json: parseLeniently(body),
        });
      });
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

function parseLeniently(text: string): JsonObject {
  try {
    // Tests look at members only where an object is expected.
    return JSON.parse(text) as JsonObject;
  } catch {
    return {};
  }
}

/** The headers of the seed world's credentials. */
export function credentialsOf({ environment }: Deployment) {
  const session = (name: string) => ({ cookie: `mcp_session=${environment[name] ?? ''}` });
  const bearer = (name: string) => ({ authorization: `Bearer ${environment[name] ?? ''}` });
  return {
    owner: session('OWNER_SESSION'),
    member: session('MEMBER_SESSION'),
    stranger: session('STRANGER_SESSION'),
    noTerms: session('NO_TERMS_SESSION'),
    noCredit: session('NO_CREDIT_SESSION'),
    admin: bearer('CP_ADMIN_BEARER'),
    provisioner: bearer('PROVISION_SECRET'),
  };
}

/** An org of the seed world: its id, its tenant's admin token and the id of its only workspace. */
export async function readSeedOrg(deployment: Deployment, slug: string) {
  const { admin } = credentialsOf(deployment);
  const token = await call(deployment, { path: `/api/v1/admin/orgs/${slug}/admin-token`, headers: admin });
  const listed = await call(deployment, { path: `/api/v1/admin/orgs/${slug}/workspaces`, headers: admin });
  const [workspace] = listed.json.workspaces as readonly JsonObject[];
  return {
    id: readText(listed.json, 'org_id'),
    adminToken: readText(token.json, 'admin_token'),
    workspaceId: readText(workspace ?? {}, 'id'),
  };
}

/** A text member, empty when it is none. */
export function readText(members: JsonObject, name: string): string {
  const value = members[name];
  return typeof value === 'string' ? value : '';
}
