import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CREDENTIALS } from '../platform/molecule/credentials.ts';
import { readConfig, readWarnings, type RemoteConfig } from './config.ts';
import { factsOf, VARIABLE_NAMES } from './variables.ts';

const admin = `admin-${'a1'.repeat(10)}`;
const orgKey = `org-${'b2'.repeat(10)}`;
const staging = {
  CP_BASE_URL: 'https://staging-api.moleculesai.app',
  TENANT_BASE_URL: 'https://{slug}.staging.moleculesai.app',
};
/** The address of one tenant. */
const tenant = { TENANT_BASE_URL: 'https://acme.staging.moleculesai.app' };
const org = { ORG_SLUG: 'acme', ORG_ID: 'org-1' };

let directory: string;
let idleFile: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'config-'));
  idleFile = join(directory, 'idle.env');
  // Says nothing of the target, and is no file of somebody else's.
  writeFileSync(idleFile, 'EXTRA_PRODUCTION_HOSTS=unused.example.com\n');
});
afterAll(() => rmSync(directory, { recursive: true }));

function read(environment: Record<string, string>, envFile = idleFile) {
  return readConfig({ environment, envFile });
}

function problemsOf(environment: Record<string, string>): readonly string[] {
  const result = read(environment);
  return result.ok ? [] : result.error;
}

function remoteFrom(environment: Record<string, string>): RemoteConfig {
  const result = read(environment);
  if (!result.ok || result.value.target !== 'remote') throw new Error(`not a remote target: ${JSON.stringify(result)}`);
  return result.value;
}

describe('what is the target', () => {
  it('is the embedded deployment when nothing is set', () => {
    const result = read({});
    expect(result).toMatchObject({
      ok: true,
      value: { target: 'embedded', kind: 'embedded', limits: { requestsPerSecond: 0 } },
    });
  });

  it('is the embedded deployment when only the pace is set, or variables are empty', () => {
    const result = read({ MAX_IN_FLIGHT: '3', CP_BASE_URL: '', CP_ADMIN_BEARER: '  ' });
    expect(result).toMatchObject({ ok: true, value: { target: 'embedded', limits: { maxInFlight: 3 } } });
  });

  it('is a shared deployment when its URLs and a credential are set', () => {
    const config = remoteFrom({ ...staging, CP_ADMIN_BEARER: admin });
    expect(config).toMatchObject({
      kind: 'shared',
      name: 'staging-api.moleculesai.app',
      secrets: { cpAdminBearer: admin },
    });
    expect(config.limits.requestsPerSecond).toBe(8);
    expect(config).not.toHaveProperty('org');
  });

  it('takes what is set and drops slashes at the end of URLs', () => {
    const config = remoteFrom({
      CP_BASE_URL: 'http://127.0.0.1:8080/',
      TENANT_BASE_URL: 'http://{slug}.localhost:8081/',
      TARGET_KIND: 'disposable',
      TARGET_NAME: 'local',
      ...org,
      ORG_API_KEY: orgKey,
      REQUESTS_PER_SECOND: '0.5',
    });
    expect(config).toMatchObject({
      kind: 'disposable',
      name: 'local',
      cpBaseUrl: 'http://127.0.0.1:8080',
      tenantBaseUrl: 'http://{slug}.localhost:8081',
      org: { slug: 'acme', id: 'org-1' },
      secrets: { orgApiKey: orgKey },
    });
    expect(config.limits.requestsPerSecond).toBe(0.5);
  });

  it('makes a file name of a host with a port', () => {
    const config = remoteFrom({
      CP_BASE_URL: 'https://[::1]:8443',
      TENANT_BASE_URL: 'https://{slug}.localhost',
      CP_ADMIN_BEARER: admin,
    });
    expect(config.name).toMatch(/^[a-z0-9][a-z0-9._-]*$/);
  });
});

describe('the env file', () => {
  it('is overruled by the environment, but not by an empty variable', () => {
    const file = join(directory, 'full.env');
    writeFileSync(
      file,
      `CP_BASE_URL=${staging.CP_BASE_URL}\nTENANT_BASE_URL=${staging.TENANT_BASE_URL}\nORG_SLUG=acme\nCP_ADMIN_BEARER=${admin}\n`,
    );
    const result = read({ ORG_SLUG: 'globex', CP_ADMIN_BEARER: '' }, file);
    expect(result).toMatchObject({ ok: true, value: { org: { slug: 'globex' }, secrets: { cpAdminBearer: admin } } });
  });

  it('leaves process.env alone', () => {
    const file = join(directory, 'alone.env');
    writeFileSync(file, 'TARGET_NAME=left-alone\n');
    read({}, file);
    expect(process.env.TARGET_NAME).toBeUndefined();
  });

  it('that sets nothing that is read leads nowhere, and the embedded deployment is not judged in its place', () => {
    const file = join(directory, 'else.env');
    writeFileSync(file, 'CP_BASE_URI=https://staging-api.moleculesai.app\nDATABASE_URL=x\nORG_SLUG=\n');
    const result = read({}, file);
    expect(result.ok ? [] : result.error).toEqual([
      expect.stringMatching(/sets none of the variables.*CP_BASE_URI in .* did you mean CP_BASE_URL\?$/),
    ]);
    expect(readWarnings({ envFile: file })).toEqual([
      `CP_BASE_URI in ${file} has no effect: did you mean CP_BASE_URL?`,
    ]);
    expect(read({ ...staging, CP_ADMIN_BEARER: admin }, file).ok).toBe(true);
  });

  it('has to be there when it was asked for', () => {
    const result = read({}, join(directory, 'no.env'));
    expect(result.ok ? [] : result.error).toEqual([expect.stringContaining('could not be read')]);
  });
});

describe('what is missing', () => {
  it.each([
    [{ TENANT_BASE_URL: staging.TENANT_BASE_URL, ORG_API_KEY: orgKey }, ['ORG_SLUG', 'ORG_ID']],
    [{ ...tenant, ORG_API_KEY: orgKey, OWNER_SESSION: admin }, ['ORG_SLUG']],
    [{ ...tenant, ORG_API_KEY: orgKey, ORG_SLUG: 'acme' }, ['ORG_ID']],
    [{ ...tenant, ORG_API_KEY: orgKey, WORKSPACE_TOKEN: admin }, ['WORKSPACE_ID']],
    [{ CP_ADMIN_BEARER: admin }, ['CP_BASE_URL']],
    [{ TARGET_KIND: 'disposable' }, ['CP_BASE_URL']],
    [{ ...staging, ORG_ID: 'org-1' }, ['ORG_SLUG']],
    [{ ...staging, ORG_API_KEY: orgKey }, ['ORG_SLUG', 'ORG_ID']],
    [{ ...staging, ...org, WORKSPACE_TOKEN: orgKey }, ['WORKSPACE_ID']],
    [{ ...staging, OTHER_ORG_API_KEY: orgKey }, ['OTHER_ORG_SLUG', 'OTHER_ORG_ID']],
  ])('is named, one sentence a variable: %j', (environment, missing) => {
    const problems = problemsOf(environment);
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(missing);
    for (const problem of problems) expect(problem).toMatch(/is missing, and .* cannot do without it: set it to /);
  });

  it('is named together with what is malformed', () => {
    const problems = problemsOf({ CP_BASE_URL: 'not a url', ORG_API_KEY: orgKey, REQUESTS_PER_SECOND: 'fast' });
    expect(problems.map((problem) => problem.split(' ').slice(0, 3).join(' '))).toEqual([
      'CP_BASE_URL is malformed:',
      'REQUESTS_PER_SECOND is malformed:',
      'ORG_SLUG is missing,',
      'ORG_ID is missing,',
    ]);
    expect(problems[1]).toBe(
      'REQUESTS_PER_SECOND is malformed: it must be a number from 0 to 10000, such as 8 or 0.5.',
    );
  });

  it('is any credential: says what the least is', () => {
    expect(problemsOf(staging)).toEqual([
      expect.stringMatching(/no credential and no org: set CP_ADMIN_BEARER.*ORG_API_KEY/),
    ]);
  });

  it('is what opens a tenant that is the whole target', () => {
    for (const lacking of [tenant, { ...tenant, CP_ADMIN_BEARER: admin }])
      expect(problemsOf(lacking)).toEqual([
        expect.stringMatching(/no credential that opens the tenant: set TENANT_ADMIN_TOKEN.*ORG_API_KEY/),
      ]);
  });
});

describe('one service', () => {
  it.each([
    [{ CP_BASE_URL: staging.CP_BASE_URL, CP_ADMIN_BEARER: admin }, { name: 'staging-api.moleculesai.app' }],
    [
      { ...tenant, ORG_ID: 'org-1', TENANT_ADMIN_TOKEN: admin },
      { name: 'acme.staging.moleculesai.app', org: { slug: 'acme', id: 'org-1' } },
    ],
    [{ ...tenant, ...org, ORG_API_KEY: orgKey }, { org: { slug: 'acme', id: 'org-1' } }],
    [
      { TENANT_BASE_URL: staging.TENANT_BASE_URL, ...org, ORG_API_KEY: orgKey },
      { name: 'acme.staging.moleculesai.app' },
    ],
    [{ TENANT_BASE_URL: 'http://127.0.0.1:8080', TENANT_ADMIN_TOKEN: admin }, { org: { slug: 'tenant-without-slug' } }],
  ])('is a target: %j', (environment, config) => {
    expect(remoteFrom(environment)).toMatchObject(config);
    expect(Object.keys(remoteFrom(environment)).filter((key) => key.endsWith('BaseUrl'))).toHaveLength(1);
  });

  it('that is one tenant has no second org', () => {
    expect(problemsOf({ ...tenant, ORG_API_KEY: orgKey, ORG_ID: 'org-1', OTHER_ORG_SLUG: 'globex' })).toEqual([
      expect.stringContaining('OTHER_ORG_SLUG is of no use'),
    ]);
  });

  it('has to be confirmed as well where it is production', () => {
    const lone = { ORG_ID: 'org-1', ORG_API_KEY: orgKey };
    for (const url of [
      { TENANT_BASE_URL: 'https://{slug}.moleculesai.app' },
      { TENANT_BASE_URL: 'https://acme.moleculesai.app' },
    ]) {
      const environment = { ...url, ...lone, ORG_SLUG: 'acme' };
      expect(problemsOf(environment)).toEqual([expect.stringContaining('CONFIRM_PRODUCTION_HOST')]);
      expect(remoteFrom({ ...environment, CONFIRM_PRODUCTION_HOST: 'acme.moleculesai.app' }).kind).toBe('production');
    }
    const controlPlane = { CP_BASE_URL: 'https://api.moleculesai.app', CP_ADMIN_BEARER: admin };
    expect(problemsOf(controlPlane)).toEqual([expect.stringContaining('CONFIRM_PRODUCTION_HOST')]);
    expect(remoteFrom({ ...controlPlane, CONFIRM_PRODUCTION_HOST: 'api.moleculesai.app' }).kind).toBe('production');
  });

  it('is asked over https where it is on another machine', () => {
    expect(problemsOf({ TENANT_BASE_URL: 'http://acme.example.com', ORG_API_KEY: orgKey })).toEqual([
      expect.stringContaining('TENANT_BASE_URL is plain http'),
    ]);
  });
});

describe('what is wrong', () => {
  it.each([
    ['CP_BASE_URL', 'staging-api.moleculesai.app'],
    ['CP_BASE_URL', 'ftp://staging-api.moleculesai.app'],
    ['CP_BASE_URL', `https://someone:${'pass'.repeat(3)}@staging-api.moleculesai.app`],
    ['CP_BASE_URL', 'https://staging-api.moleculesai.app/?a=b'],
    ['TENANT_BASE_URL', 'https://acme.staging.moleculesai.app'],
    ['TARGET_KIND', 'throwaway'],
    ['ORG_SLUG', 'A_Slug'],
    ['WORKSPACE_ID', 'workspace-1'],
    ['CP_ADMIN_BEARER', `Bearer ${'a1'.repeat(10)}`],
    ['CP_ADMIN_BEARER', 'short'],
    ['OWNER_SESSION', `mcp_session=${'a1'.repeat(10)}`],
    ['REQUESTS_PER_SECOND', 'many'],
    ['MAX_IN_FLIGHT', '0'],
    ['REQUEST_TIMEOUT_MS', '1.5'],
  ])('%s: says what it must be and never what it was', (name, value) => {
    const problems = problemsOf({ ...staging, ...org, CP_ADMIN_BEARER: admin, [name]: value });
    expect(problems).toEqual([`${name} is malformed: it must be ${factsOf(name as 'CP_BASE_URL').mustBe}.`]);
    if (value.length > 5) expect(problems.join('\n')).not.toContain(value);
  });

  it('is one value in two places', () => {
    const problems = problemsOf({ ...staging, ...org, ORG_API_KEY: orgKey, CP_ADMIN_BEARER: orgKey });
    expect(problems).toEqual([expect.stringContaining('ORG_API_KEY is the same as CP_ADMIN_BEARER')]);
  });

  it('is plain http to another machine with a credential', () => {
    const http = { CP_BASE_URL: 'http://staging-api.example.com', TENANT_BASE_URL: 'http://{slug}.example.com' };
    expect(problemsOf({ ...http, CP_ADMIN_BEARER: admin })).toHaveLength(2);
    expect(problemsOf({ ...http, ...org })).toEqual([]);
  });

  it('is a certificate file that is none', () => {
    expect(problemsOf({ ...staging, CP_ADMIN_BEARER: admin, TLS_CA_FILE: idleFile })).toEqual([
      expect.stringContaining('TLS_CA_FILE is of no use'),
    ]);
  });
});

describe('production', () => {
  const production = {
    CP_BASE_URL: 'https://api.moleculesai.app',
    TENANT_BASE_URL: 'https://{slug}.moleculesai.app',
    CP_ADMIN_BEARER: admin,
  };

  it('has to be confirmed by its host name', () => {
    expect(problemsOf(production)).toEqual([expect.stringContaining('CONFIRM_PRODUCTION_HOST')]);
    expect(problemsOf({ ...production, CONFIRM_PRODUCTION_HOST: 'moleculesai.app' })).toHaveLength(1);
    expect(remoteFrom({ ...production, CONFIRM_PRODUCTION_HOST: 'api.moleculesai.app' }).kind).toBe('production');
  });

  it('is not called anything else', () => {
    const environment = { ...production, TARGET_KIND: 'disposable', CONFIRM_PRODUCTION_HOST: 'api.moleculesai.app' };
    expect(problemsOf(environment)).toEqual([expect.stringContaining('TARGET_KIND says otherwise')]);
  });

  it('is recognised by the tenant host, by further hosts, and by what TARGET_KIND says', () => {
    expect(
      problemsOf({ ...staging, CP_ADMIN_BEARER: admin, TENANT_BASE_URL: production.TENANT_BASE_URL }),
    ).toHaveLength(1);
    expect(
      problemsOf({ ...staging, CP_ADMIN_BEARER: admin, EXTRA_PRODUCTION_HOSTS: '*.staging.moleculesai.app' }),
    ).toHaveLength(1);
    expect(problemsOf({ ...staging, CP_ADMIN_BEARER: admin, TARGET_KIND: 'production' })).toHaveLength(1);
  });
});

describe('secrets', () => {
  it('do not show when the configuration is printed or turned into JSON as a whole', () => {
    const config = remoteFrom({ ...staging, CP_ADMIN_BEARER: admin });
    expect(JSON.stringify(config)).not.toContain(admin);
    expect(inspect(config, { depth: 9 })).not.toContain(admin);
    expect(structuredClone(config).secrets.cpAdminBearer).toBe(admin);
    expect({ ...config.secrets }).toEqual({ cpAdminBearer: admin });
  });

  it('have one variable each', () => {
    const names = VARIABLE_NAMES.map((name) => factsOf(name).secret).filter((name) => name !== undefined);
    expect([...names].sort()).toEqual(CREDENTIALS.map(({ name }) => name).sort());
  });
});
