import { beforeAll, describe, expect, it } from 'vitest';
import { testRun } from '../../tests/support/test-record.ts';
import { archiveOf, gzippedContent, type TestCall } from '../../tests/support/test-traffic.ts';
import type { JsonValue } from '../core/json.ts';
import { parseHar } from '../exchange/parse-har.ts';
import { createRedactor } from '../exchange/redaction.ts';
import { occurrencesOf } from '../findings/merge-into-causes.ts';
import { printPlace } from '../findings/place.ts';
import { DEFAULT_FILES, readInputs, type Inputs } from '../setup/read-inputs.ts';
import { checkTraffic, type CheckedTraffic, type TrafficOptions } from './check-traffic.ts';

const CP = 'https://api.example.com/api/v1';
const TENANT = 'https://acme.example.com';
const SESSION = { Cookie: `mcp_session=${'s5'.repeat(12)}` };
const BEARER = { Authorization: `Bearer ${'b6'.repeat(16)}`, 'X-Molecule-Org-Slug': 'acme' };
const PINS: TestCall = { url: `${CP}/admin/thin-ami/promote`, body: [] };

let inputs: Inputs;
beforeAll(async () => {
  inputs = await readInputs(DEFAULT_FILES, false);
});

interface Checking extends Partial<TrafficOptions> {
  readonly creator?: string;
}

async function check(calls: readonly TestCall[], { creator, ...options }: Checking = {}): Promise<CheckedTraffic> {
  const traffic = parseHar(archiveOf(calls, creator));
  if (!traffic.ok) throw new Error(traffic.error.join('\n'));
  return checkTraffic({
    inputs,
    traffic: traffic.value,
    bases: [],
    redactor: createRedactor(),
    maxBodyBytes: 1_000_000,
    isStripped: false,
    run: testRun(),
    ...options,
  });
}

async function findingsOf(calls: readonly TestCall[], options: Checking = {}): Promise<readonly string[]> {
  const { record } = await check(calls, options);
  return record.findings.map(({ rule, operationId, place }) => `${rule} ${operationId} ${printPlace(place)}`).sort();
}

/** What the contract's own schema of the list allows. */
const ORGS: TestCall = { url: `${CP}/orgs`, headers: SESSION, body: [] };

describe('what a recorded answer shows', () => {
  it('conforms where nothing is wrong', async () => {
    const { record } = await check([ORGS]);
    expect(record).toMatchObject({ verdict: 'conforms', exitCode: 0, findings: [] });
    expect(record.cases.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'listOrgs/conformance/recorded-200-somebody-with-cookie-mcp_session passed',
    ]);
  });

  it.each<readonly [string, Partial<TestCall>, string]>([
    ['a wrong body', { body: { orgs: [] } }, 'body.type listOrgs body 200 /'],
    [
      'a body that is compressed and encoded',
      {
        content: gzippedContent({ orgs: [] }),
        answerHeaders: {
          'Content-Type': 'application/json',
          'Content-Encoding': 'gzip',
          'X-Content-Type-Options': 'nosniff',
        },
      },
      'body.type listOrgs body 200 /',
    ],
    ['a status that is not declared', { status: 202 }, 'status.undocumented listOrgs status 202'],
    ['a server error', { status: 500, body: { error: 'oops' } }, 'status.server-error listOrgs status 500'],
    [
      'a media type that is not declared',
      { answerHeaders: { 'Content-Type': 'text/csv', 'X-Content-Type-Options': 'nosniff' } },
      'media.undocumented listOrgs media type of 200',
    ],
    [
      'JSON that is none',
      { content: { size: 3, mimeType: 'application/json', text: '[1,' } },
      'media.unparseable listOrgs media type of 200',
    ],
    [
      'a refusal of another shape',
      {
        status: 401,
        body: { message: 'no' },
        answerHeaders: { 'Content-Type': 'application/json', 'WWW-Authenticate': 'Bearer' },
      },
      'auth.refusal-shape listOrgs body 401 /error',
    ],
  ])('is found: %s', async (_title, changes, finding) => {
    expect(await findingsOf([ORGS, { ...ORGS, ...changes }])).toEqual([finding]);
  });

  it('is said of the thing that was asked for', async () => {
    const org: JsonValue = { slug: 'globex' };
    const found = await findingsOf([{ url: `${CP}/orgs/acme`, headers: SESSION, body: org }]);
    expect(found).toContain('body.identity getOrg body /slug');
  });

  it('is nothing where the body, a part of it or the headers were not recorded', async () => {
    const parts: readonly Partial<TestCall>[] = [
      { content: { size: 900, mimeType: 'application/json' } },
      { content: { size: 900, mimeType: 'application/json', text: '[{"id":' } },
      { answerHeaders: {} },
    ];
    for (const part of parts) {
      const { record } = await check([ORGS, { ...ORGS, ...part }], {
        bases: [{ url: 'https://api.example.com', service: 'cp' }],
      });
      expect(record.findings).toEqual([]);
      expect(record.gaps.filter(({ reason }) => reason.startsWith('the recording does not hold the'))).toHaveLength(1);
    }
  });

  it('is reported once, with all the calls that show it', async () => {
    const broken = { ...ORGS, body: { orgs: [] } };
    const { record } = await check([broken, broken, broken]);
    expect(record.findings).toHaveLength(1);
    expect(record.cases).toMatchObject([{ state: 'failed', requests: 3 }]);
  });
});

describe('who called', () => {
  it('is nobody where no credential was carried, which a protected operation must refuse', async () => {
    const { record } = await check([PINS]);
    expect(record.findings).toMatchObject([
      {
        rule: 'auth.anonymous-accepted',
        operationId: 'adminListThinAmi',
        place: { kind: 'access' },
        tier: 'anonymous',
        severity: 'critical',
      },
    ]);
    expect(record.matrix).toMatchObject([{ operationId: 'adminListThinAmi', tier: 'anonymous', verdict: 'drift' }]);
  });

  it('may have been anybody with a bearer', async () => {
    expect(await findingsOf([{ ...PINS, headers: BEARER }])).toEqual([]);
  });

  it('is kept out with any session where the contract names none', async () => {
    const { record } = await check([{ ...PINS, headers: SESSION }]);
    expect(record.findings).toMatchObject([
      { rule: 'auth.wrong-tier-accepted', tier: 'somebody with cookie mcp_session' },
    ]);
  });

  it('is known where the configuration has the credential', async () => {
    const redactor = createRedactor();
    redactor.add('orgApiKey', 'b6'.repeat(16));
    const { record } = await check([{ ...PINS, headers: BEARER }], { redactor });
    expect(record.findings).toMatchObject([{ rule: 'auth.wrong-tier-accepted', tier: 'org-key' }]);
    expect(record.findings[0]?.reproduce).toContain('"$ORG_API_KEY"');
  });

  it('follows from one finding where nobody needs a credential', async () => {
    const redactor = createRedactor();
    redactor.add('orgApiKey', 'b6'.repeat(16));
    const { record } = await check([{ ...PINS, headers: SESSION }, { ...PINS, headers: BEARER }, PINS], { redactor });
    expect(record.findings).toMatchObject([{ rule: 'auth.anonymous-accepted', tier: 'anonymous' }]);
    const [finding] = occurrencesOf(record.findings);
    const reason = `follows from ${finding?.fingerprint}`;
    expect(record.cases).toMatchObject([
      { tier: 'anonymous', state: 'failed', findings: [finding?.fingerprint] },
      { tier: 'org-key', state: 'failed', reason, findings: [finding?.fingerprint] },
      { tier: 'somebody with cookie mcp_session', state: 'failed', reason, findings: [finding?.fingerprint] },
    ]);
    const follows = record.matrix.map(({ tier, verdict, followsFrom }) => [tier, verdict, followsFrom]);
    expect(follows).toContainEqual(['anonymous', 'drift', undefined]);
    expect(follows).toContainEqual(['org-key', 'drift', finding?.fingerprint]);
  });

  it('stands in the cell of the one who got in, whoever of the kind was refused before', async () => {
    const refused = { ...PINS, headers: SESSION, status: 401, body: { error: 'no' } };
    const { record } = await check([refused, { ...PINS, headers: SESSION }]);
    expect(record.matrix).toMatchObject([{ access: 'accepted', observed: 'accepted 200', verdict: 'drift' }]);
  });

  it.each<readonly [string, Checking]>([
    ['the developer tools of Chromium', { creator: 'WebInspector' }],
    ['somebody who says so', { isStripped: true }],
  ])('is unknown where %s took the credentials out', async (_title, options) => {
    const { record } = await check([PINS], options);
    expect(record.findings).toEqual([]);
    expect(record.gaps).toContainEqual(
      expect.objectContaining({ rule: 'gap.credential-unproven', operationId: 'adminListThinAmi' }),
    );
  });

  it('is nobody after all where those tools kept credentials of the same kind', async () => {
    const found = await findingsOf([PINS, { ...PINS, headers: BEARER }], { creator: 'WebInspector' });
    expect(found).toEqual(['auth.anonymous-accepted adminListThinAmi access']);
  });
});

describe('what is not in the contract', () => {
  const bases = [{ url: 'https://api.example.com', service: 'cp' as const }];

  it('is a live path on a host of the API', async () => {
    const { record } = await check([ORGS, { url: `${CP}/orgs/acme/limits?token=abc`, body: {} }], { bases });
    expect(record.findings).toMatchObject([
      {
        rule: 'surface.path-undocumented',
        operationId: 'GET /api/v1/orgs/{slug}/limits',
        path: '/api/v1/orgs/{slug}/limits',
        severity: 'minor',
      },
    ]);
  });

  it('is a method that succeeds', async () => {
    const found = await findingsOf([ORGS, { url: `${CP}/orgs/acme`, method: 'PUT', headers: SESSION, body: {} }]);
    expect(found).toEqual(['surface.method-undocumented getOrg method PUT']);
  });

  it('is counted with its reason where it is nothing to judge', async () => {
    const page = { answerHeaders: { 'Content-Type': 'text/html' }, body: 'x' } as const;
    const { record } = await check([
      ORGS,
      { url: 'https://stats.example.net/collect', method: 'POST' },
      { url: 'https://stats.example.net/workspaces', ...page },
      { url: 'data:text/plain,hello' },
      { url: 'https://api.example.com/logo.png', answerHeaders: { 'Content-Type': 'image/png' } },
      { url: `${CP}/nothing`, status: 404, body: { error: 'not found' } },
      { ...ORGS, status: 0 },
      { ...ORGS, status: 304 },
      { ...ORGS, status: 429, body: { error: 'later' } },
      { ...ORGS, status: 502, ...page },
      { ...ORGS, method: 'OPTIONS', status: 204 },
      { ...ORGS, method: 'HEAD' },
      { ...ORGS, url: 'https://api.example.com/cp/orgs' },
    ]);
    expect(record.findings).toEqual([]);
    expect(record.notes.filter((note) => note.startsWith('not judged'))).toEqual([
      'not judged: 2 × another host (stats.example.net)',
      'not judged: 1 × not an address of HTTP',
      'not judged: 1 × a page, a script, an image: nothing of the API',
      'not judged: 1 × an unknown path that was not answered with a success',
      'not judged: 1 × no answer was recorded',
      'not judged: 1 × answered from a cache',
      'not judged: 1 × asked too often (429)',
      'not judged: 1 × a proxy answered in place of the service',
      'not judged: 1 × a preflight of the browser',
      'not judged: 1 × HEAD, which the contract does not describe',
      'not judged: 1 × through another address: the deprecated mirror of the control plane',
    ]);
  });

  it('makes no verdict alone', async () => {
    const { record } = await check([{ url: 'https://stats.example.net/collect' }]);
    expect(record).toMatchObject({ verdict: 'could-not-judge', exitCode: 3 });
    expect(record.gaps.filter(({ rule }) => rule === 'gap.operation-untested')).toHaveLength(
      inputs.contract.operations.length,
    );
  });
});

describe('the secrets of a recording', () => {
  const secrets = {
    session: 'a1'.repeat(12),
    bearer: 'b2'.repeat(12),
    admin: 'c3'.repeat(12),
    query: 'd4'.repeat(12),
    set: 'e5'.repeat(12),
    stored: 'f6'.repeat(12),
    minted: 'g7'.repeat(12),
    password: 'h8'.repeat(12),
    cookie: 'i9'.repeat(12),
  };
  const calls: readonly TestCall[] = [
    {
      url: `https://name:${secrets.password}@api.example.com/api/v1/orgs?access_token=${secrets.query}&pin_token=x1`,
      headers: {
        cookie: `mcp_session=${secrets.session}; theme=acme-dark; pref=zq`,
        'x-molecule-admin-token': secrets.admin,
        'proxy-authorization': 'Basic abc',
      },
      answerHeaders: { 'Content-Type': 'application/json', 'set-cookie': `auth=${secrets.cookie}; Path=/` },
      body: [{ slug: 'acme-dark', note: `${secrets.bearer} ${secrets.query}` }],
    },
    {
      url: `${TENANT}/settings/secrets`,
      method: 'PUT',
      headers: BEARER,
      sent: { key: 'A', value: secrets.stored },
      body: { error: secrets.stored },
      status: 400,
    },
    {
      url: `${TENANT}/org/tokens`,
      headers: { authorization: `Bearer ${secrets.bearer}` },
      sent: { client_secret: secrets.set },
      body: { tokens: [{ auth_token: secrets.minted }] },
    },
    { url: `${TENANT}/nowhere/${secrets.bearer}`, body: { a: secrets.set } },
  ];

  it('are in nothing that is kept', async () => {
    const { record, journal } = await check(calls);
    const kept = JSON.stringify({ record, journal });
    for (const secret of Object.values(secrets)) expect(kept).not.toContain(secret);
    expect(kept).not.toMatch(/Basic abc|pin_token=x1|pref=zq/);
    expect(kept).toContain('theme=[secret:cookie theme]');
  });

  it('are found where an answer gives them away, and only there', async () => {
    const found = await findingsOf(calls);
    expect(found).toContain('secret.returned tenantListOrgTokens body /tokens/*/auth_token');
    expect(found.filter((finding) => finding.includes('/slug'))).toEqual([]);
  });

  it('cannot become commands', async () => {
    const hostile = '${IFS}$(touch x)${secret.$(touch y)}';
    const { record } = await check([
      {
        url: `${CP}/orgs/${encodeURIComponent(hostile)}`,
        headers: { ...SESSION, 'X-A': hostile },
        sent: hostile,
        body: [],
      },
    ]);
    const commands = record.findings.map(({ reproduce }) => reproduce.replace(/'[^']*'/g, ''));
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) expect(command).not.toMatch(/touch|IFS/);
  });
});
