import { once } from 'node:events';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HarnessError } from '../../lib/core/errors.ts';
import { exitCodeOf } from '../../lib/core/exit-codes.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { startDeployment, type Deployment } from '../../lib/embedded/deployment.ts';
import { runRemotely } from '../support/run-in-process.ts';
import { startProxy } from '../support/start-proxy.ts';

const PATIENCE_MS = 120_000;

async function failureOf(run: Promise<RunRecord>): Promise<HarnessError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof HarnessError) return error;
  throw new Error('the run was meant to end before its first case', { cause: error });
}

describe('whatever answers at CP_BASE_URL and is not this API', () => {
  const asked: string[] = [];
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.map((server) => once(server.close(), 'close')));
  });

  async function listen(server: Server): Promise<number> {
    servers.push(server);
    server.on('connection', (socket: Socket) => sockets.add(socket));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    // A server that listens on TCP has an address and a port.
    return (server.address() as AddressInfo).port;
  }

  const site = (respond: (response: ServerResponse) => void): Server =>
    createHttpServer((request, response) => {
      asked.push(request.method ?? '');
      respond(response);
    });
  const says = (status: number, type: string, body: string): Server =>
    site((response) => response.writeHead(status, { 'content-type': type }).end(body));

  it.each([
    ['a page', says(200, 'text/html', '<p>hello</p>'), /answered 200 text\/html to GET \/\S+, which is not this API/],
    ['404', says(404, 'application/json', '{"error":"no"}'), /answered 404 application\/json to GET .+ not this API/],
    ['an empty object', says(200, 'application/json', '{}'), /answered 200 application\/json to GET .+ not this API/],
    ['an empty list', says(200, 'application/json', '[]'), /answered 200 application\/json to GET .+ not this API/],
    [
      'a redirect',
      site((response) => response.writeHead(302, { location: 'https://login.example.invalid/' }).end()),
      /answered 302 without a body to GET .+ not this API/,
    ],
    [
      'a refusal of everything',
      says(401, 'application/json', '{"error":"no"}'),
      /^CP_ADMIN_BEARER is not accepted by this deployment: .+ answered 401/,
    ],
    ['nothing, and hangs up', createTcpServer((socket) => socket.destroy()), /gave no answer to GET .+ not this API/],
    [
      'bytes that are not HTTP',
      createTcpServer((socket) => socket.on('data', () => socket.end('what is this\r\n\r\n'))),
      /gave no answer to GET .+ \(the answer is not valid HTTP\), which is not this API/,
    ],
    ['nothing at all', createTcpServer(() => undefined), /^cannot reach .+ it does not answer in time/],
  ])(
    'with %s ends the run after a few reads, with one sentence',
    async (_, server, sentence) => {
      const port = await listen(server);
      asked.length = 0;
      const startedAtMs = performance.now();
      const error = await failureOf(
        runRemotely({
          CP_BASE_URL: `http://127.0.0.1:${port}`,
          TENANT_BASE_URL: `http://{slug}.localhost:${port}`,
          CP_ADMIN_BEARER: 'words-of-the-operator',
          CONNECT_TIMEOUT_MS: '500',
        }),
      );
      expect(error.message).toMatch(sentence);
      expect(exitCodeOf(error.code)).toBe(3);
      expect(asked.filter((method) => method !== 'GET')).toEqual([]);
      // The first answer is waited for as long as a connection may take, and no longer.
      expect(performance.now() - startedAtMs).toBeLessThan(20_000);
    },
    PATIENCE_MS,
  );
});

describe('a configuration that names what is not there', () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await startDeployment();
  });
  afterAll(() => deployment.close());

  const run = (
    changes: Readonly<Record<string, string>>,
    flags: Parameters<typeof runRemotely>[1] = {},
  ): Promise<RunRecord> => runRemotely({ ...deployment.environment, REQUESTS_PER_SECOND: '0', ...changes }, flags);

  it.each([
    [{ CP_ADMIN_BEARER: 'mcpa_of-somewhere-else' }, /^CP_ADMIN_BEARER is not accepted by this deployment: /],
    [{ ORG_SLUG: 'nosuchorg' }, /^ORG_SLUG names an org that this deployment does not have: /],
    [{ OTHER_ORG_SLUG: 'nosuchorg' }, /^OTHER_ORG_SLUG names an org that this deployment does not have: /],
    [{ ORG_ID: 'no-such-id' }, /^ORG_ID is not the id of the org that ORG_SLUG names: /],
  ])(
    '%j ends the run before anything is made',
    async (changes, sentence) => {
      const before = deployment.dumpState();
      const error = await failureOf(run(changes));
      expect(error.message).toMatch(sentence);
      expect(exitCodeOf(error.code)).toBe(3);
      expect(deployment.dumpState()).toEqual(before);
    },
    PATIENCE_MS,
  );

  it.each([
    ['OWNER_SESSION', 'owner-session'],
    ['STRANGER_SESSION', 'stranger-session'],
    ['PROVISION_SECRET', 'provision-secret'],
    ['NO_TERMS_SESSION', 'session-without-terms'],
  ])(
    'where %s has expired, nothing is held against the deployment, and nothing is called green',
    async (variable, tier) => {
      const flags = { only: ['createOrg', 'getOrg', 'listOrgs', 'provisionWorkspace', 'adminCreateOrg'] };
      const record = await run({ [variable]: 'mcs_expired-long-ago' }, flags);
      expect(record.findings).toEqual([]);
      expect(record).toMatchObject({ verdict: 'could-not-judge', exitCode: 3, leftovers: [] });
      expect(record.because).toMatch(/^the credential of \S+ proves nothing: its credential was not accepted by /);
      expect(record.gaps.filter(({ caseId }) => caseId === undefined).map((gap) => gap.tier)).toContain(tier);
      const cases = record.cases.filter((each) => each.tier === tier);
      expect(cases.length).toBeGreaterThan(0);
      // Another holder of such a credential may be what shows the gate.
      const judged = cases.filter(({ state }) => state !== 'inconclusive' && state !== 'covered');
      expect(judged).toEqual([]);
      const byItself = cases.filter(({ state, reason = '' }) => state === 'covered' && reason.includes(`/${tier}`));
      expect(byItself).toEqual([]);
    },
    PATIENCE_MS,
  );
});

describe('a deployment that refuses the rightful bearer at one operation', () => {
  it.each(['/api/v1/admin/orgs', '/api/v1/admin/thin-ami'])(
    'is reported for it, though the bearer is tried there: GET %s',
    async (path) => {
      const deployment = await startDeployment();
      const proxy = await startProxy(deployment, ({ method, url, headers }, answer) =>
        method === 'GET' && url?.startsWith(path) === true && headers.authorization !== undefined
          ? { ...answer, status: 401, body: '{"error":"not you"}' }
          : answer,
      );
      try {
        const record = await runRemotely(proxy.environment, {
          only: ['adminListOrgs', 'adminListThinAmi'],
          family: ['conformance'],
        });
        expect(record.exitCode).toBe(1);
        expect(record.findings.map(({ rule }) => rule)).toContain('auth.valid-refused');
      } finally {
        await proxy.close();
        await deployment.close();
      }
    },
    PATIENCE_MS,
  );
});
