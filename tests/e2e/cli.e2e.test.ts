import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOOL_VERSION } from '../../lib/transport/tool-version.ts';
import { runConform, startConform, type ConformProcess, type Ended } from './conform-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'conform-'));
afterAll(() => rmSync(directory, { recursive: true }));

function conform(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return runConform(argv, { directory, environment });
}

describe('conform', () => {
  it.each([[[]], [['--help']], [['help']]])('prints help for %j', async (argv) => {
    const { exitCode, stdout, stderr } = await conform(argv);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('$ conform run');
    expect(stdout).toContain('Exit codes:');
  });

  it('prints its version', async () => {
    expect(await conform(['--version'])).toEqual({ exitCode: 0, stdout: `${TOOL_VERSION}\n`, stderr: '' });
  });

  it('refuses an unknown command and names a near one', async () => {
    const { exitCode, stdout, stderr } = await conform(['dcotor']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('Did you mean doctor?');
  });

  it.each([
    [['run', '--profle', 'gate'], '--profile'],
    [['run', '--profile', 'nightly'], 'there is no profile "nightly"'],
    [['serve', '--port', '70000'], 'a whole number from 0 to 65535'],
    [['serve', '--fault', 'no-such-fault'], 'There is no fault "no-such-fault"'],
    [['serve', '--edition', 'other'], 'Allowed choices are conforming, observed.'],
    [
      ['serve', '--edition', 'observed', '--fault', 'accepts-any-bearer'],
      'faults are built into the conforming edition',
    ],
  ])('refuses %j', async (argv, said) => {
    const { exitCode, stdout, stderr } = await conform(argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(said);
  });
});

describe('conform explain', () => {
  it('explains a rule', async () => {
    const { exitCode, stdout } = await conform(['explain', 'auth.wrong-tier-accepted']);
    expect(exitCode).toBe(0);
    for (const label of ['severity', 'why', 'clause', 'example', 'fix', 'reported by']) expect(stdout).toContain(label);
  });

  it('lists all rules as JSON', async () => {
    const { exitCode, stdout } = await conform(['explain', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ id: 'body.required', severity: 'major' }));
  });

  it('refuses an unknown id and names near ones', async () => {
    const { exitCode, stdout, stderr } = await conform(['explain', 'auth.wrong-teir-accepted']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('near it: auth.wrong-tier-accepted');
  });
});

describe('conform with a configuration that is of no use', () => {
  const value = 'https://name:word@api.example.com';

  it.each([['run'], ['plan'], ['doctor']])(
    'ends %s with exit code 2 and names the variable, not the value',
    async (command) => {
      const { exitCode, stdout, stderr } = await conform([command], { CP_BASE_URL: value });
      expect(exitCode).toBe(2);
      expect(stdout + stderr).toContain('CP_BASE_URL is malformed');
      expect(stdout + stderr).not.toContain('word@');
    },
  );

  it('says what a half of it is missing', async () => {
    const { exitCode, stderr } = await conform(['plan'], {
      TENANT_BASE_URL: 'https://{slug}.example.com',
      ORG_SLUG: 'acme',
      TENANT_ADMIN_TOKEN: 'words-of-the-tenant',
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('ORG_ID is missing, and TENANT_BASE_URL and TENANT_ADMIN_TOKEN cannot do without it');
  });

  it('reads .env, and says when another file is not there', async () => {
    const own = mkdtempSync(join(directory, 'own-'));
    writeFileSync(join(own, '.env'), 'ORG_SLUG=acme\n');
    const fromFile = await runConform(['plan'], { directory: own });
    expect(fromFile.exitCode).toBe(2);
    expect(fromFile.stderr).toContain('CP_BASE_URL or TENANT_BASE_URL is missing, and ORG_SLUG cannot do without it');
    const withoutFile = await conform(['plan', '--env-file', 'nowhere.env']);
    expect(withoutFile.exitCode).toBe(2);
    expect(withoutFile.stderr).toContain('The file nowhere.env could not be read');
  });

  it('says that a deployment cannot be reached', async () => {
    const unreachable = {
      CP_BASE_URL: 'http://127.0.0.1:9',
      TENANT_BASE_URL: 'http://{slug}.localhost:9',
      CP_ADMIN_BEARER: 'words-of-the-operator',
    };
    const { exitCode, stdout, stderr } = await conform(['doctor'], unreachable);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('no connection could be made');
    expect(stdout + stderr).not.toContain('words-of');
  });
});

describe('conform serve', () => {
  const envFile = join(directory, 'serve.env');
  let server: ConformProcess;

  beforeAll(async () => {
    server = startConform(['serve', '--write-env', envFile], { directory });
    await server.waitFor('conform run --env-file');
  });
  afterAll(async () => {
    server.child.kill('SIGKILL');
    await server.ended;
  });

  it('writes an environment that conform doctor finds usable, and doctor prints no credential', async () => {
    expect(statSync(envFile).mode & 0o777).toBe(0o600);
    const variables = parse(readFileSync(envFile));
    const { exitCode, stdout, stderr } = await conform(['doctor', '--env-file', envFile, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ usable: true, exitCode: 0 });
    expect(stdout).toContain('set, and accepted by adminListOrgs');
    const secrets = Object.entries(variables).filter(([name]) => /_(?:BEARER|SECRET|SESSION)$/.test(name));
    expect(secrets.length).toBeGreaterThan(0);
    for (const [, secret] of secrets) expect(stdout + stderr).not.toContain(secret);
  });

  it('is refused a credential that the deployment did not issue', async () => {
    const { exitCode, stdout } = await conform(['doctor', '--env-file', envFile], {
      CP_ADMIN_BEARER: 'never-issued-by-anybody',
    });
    expect(exitCode).toBe(2);
    expect(stdout).toContain('set, but not accepted by adminListOrgs');
    expect(stdout).not.toContain('never-issued');
  });

  it('will not write over a file of somebody else', async () => {
    const mine = join(directory, 'mine.env');
    writeFileSync(mine, 'NAME=mine\n');
    const { exitCode, stderr } = await conform(['serve', '--write-env', mine]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('it stays as it is');
    expect(readFileSync(mine, 'utf8')).toBe('NAME=mine\n');
  });

  it('says that a port is in use', async () => {
    const port = new URL(parse(readFileSync(envFile))['CP_BASE_URL'] ?? '').port;
    const { exitCode, stderr } = await conform(['serve', '--port', port]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`the port ${port} is in use`);
  });

  it('ends with exit code 0 and removes the file when it is told to stop', async () => {
    server.child.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(existsSync(envFile)).toBe(false);
  });

  it('lists the faults and starts nothing', async () => {
    const { exitCode, stdout } = await conform(['serve', '--list-faults']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('accepts-any-bearer\n    Any well-formed bearer opens an admin route\n');
  });
});

describe('conform run --edition observed', () => {
  it('meets the tenants of that edition, and says so', async () => {
    const { stdout } = await conform(['run', '--edition', 'observed', '--only', 'tenantListOrgTemplates', '--verbose']);
    expect(stdout).toContain('The tenants of the embedded deployment were of the observed edition.');
  });
});

describe('conform doctor with nothing configured', () => {
  it('looks at the embedded deployment', async () => {
    const { exitCode, stdout } = await conform(['doctor']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('the embedded deployment is the target');
    expect(stdout).toContain('Usable:');
  });
});
