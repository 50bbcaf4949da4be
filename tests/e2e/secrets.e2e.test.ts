import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDeployment, type Deployment } from '../../lib/embedded/deployment.ts';
import { findMark, swapCase } from '../support/find-mark.ts';
import { startProxy, type Answer, type Proxy } from '../support/start-proxy.ts';
import { runConform, type Ended } from './conform-process.ts';

/** A whole process on a machine that may be busy. */
const PATIENCE_MS = 300_000;
/** With characters that encoders touch. */
const MARK = 'zQ+7/wXm~4';
const FAULTS = ['lists-org-keys-in-plaintext', 'echoes-env-value-in-error', 'returns-admin-token-on-open-lookup'];
const ONLY = ['getOrg', 'getOrgInstance', 'tenantListOrgTokens', 'tenantCreateOrgToken', 'adminUpdateWorkspaceEnv'];

const directory = mkdtempSync(join(tmpdir(), 'conform-'));
const envFile = join(directory, 'marked.env');
const echoed: string[] = [];
let deployment: Deployment;
let proxy: Proxy;

beforeAll(async () => {
  deployment = await startDeployment({ faults: FAULTS, secretMark: MARK });
  proxy = await startProxy(deployment, echo);
  const lines = Object.entries(proxy.environment).map(([name, value]) => `${name}='${value}'`);
  writeFileSync(envFile, `${lines.join('\n')}\n`);
});
afterAll(async () => {
  await proxy.close();
  await deployment.close();
  rmSync(directory, { recursive: true });
});

/** Every credential comes back: in a header, and in the body where that is an object. */
function echo(request: IncomingMessage, answer: Answer): Answer {
  const { authorization, cookie, 'x-molecule-admin-token': token } = request.headers;
  const sent = [authorization, cookie, token].flat().filter((value) => value !== undefined);
  if (sent.length === 0) return answer;
  const spellings = sent.flatMap((value) => [
    value,
    encodeURIComponent(value),
    swapCase(value),
    Buffer.from(value).toString('hex'),
    Buffer.from(value).toString('base64'),
    Buffer.from(` ${value}`).toString('base64url'),
    Buffer.from(`  ${value}`).toString('base64'),
  ]);
  echoed.push(...spellings);
  const headers = { ...answer.headers, 'x-echo': spellings.map((text) => encodeURI(text)) };
  if (!answer.body.startsWith('{')) return { ...answer, headers };
  return { ...answer, headers, body: `${answer.body.slice(0, -1)},"echo":${JSON.stringify(spellings)}}` };
}

function conform(...argv: readonly string[]): Promise<Ended> {
  return runConform(['run', '--env-file', envFile, ...argv], { directory });
}

function filesIn(folder: string): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => statSync(name).isFile())
    .map((name) => ({ name, text: readFileSync(name, 'utf8') }));
}

describe('a run with marked secrets, against a deployment that gives them back in every spelling', () => {
  let ended: Ended;
  beforeAll(async () => {
    ended = await conform(...ONLY.flatMap((id) => ['--only', id]), '--annotate');
  }, PATIENCE_MS);

  it('judges, and finds what the deployment gives away', () => {
    expect(ended.exitCode).toBe(1);
    const { findings } = JSON.parse(readFileSync(join(directory, 'reports/latest/run.json'), 'utf8')) as {
      readonly findings: readonly { readonly rule: string }[];
    };
    const rules = findings.map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(['auth.credential-echoed', 'secret.returned']));
  });

  it('was given the mark in the spellings that are searched for', () => {
    const found = new Set(echoed.flatMap((text) => findMark(MARK, text)));
    for (const spelling of ['plain', 'other case', 'percent', 'hex']) expect(found).toContain(spelling);
    expect([...found].filter((name) => name.startsWith('base64')).length).toBeGreaterThan(2);
  });

  it('has the mark in nothing that it wrote', () => {
    const files = filesIn(join(directory, 'reports'));
    expect(files.map(({ name }) => name)).toContain(join(directory, 'reports/latest/report.html'));
    const hits = files.flatMap(({ name, text }) => findMark(MARK, text).map((spelling) => `${name}: ${spelling}`));
    expect(hits).toEqual([]);
  });

  it('has the mark in nothing that it printed', () => {
    expect(ended.stdout).toContain('auth.credential-echoed');
    expect(ended.stdout).toContain('::error ');
    expect(findMark(MARK, ended.stdout)).toEqual([]);
    expect(findMark(MARK, ended.stderr)).toEqual([]);
  });
});

describe('a run that has written one of its own secrets', () => {
  it(
    'finds it at its end and fails, and says which and where, not what',
    async () => {
      const seed = proxy.environment['CP_ADMIN_BEARER'] ?? '';
      const { exitCode, stdout, stderr } = await conform(
        '--seed',
        seed,
        '--only',
        'getOrgInstance',
        '--tier',
        'org-key',
      );
      expect(exitCode).toBe(3);
      expect(stderr).toContain('a secret was found in what this run wrote');
      expect(stderr).toContain('run.json holds cpAdminBearer');
      expect(stdout).toBe('');
      expect(findMark(MARK, stderr)).toEqual([]);
    },
    PATIENCE_MS,
  );
});
