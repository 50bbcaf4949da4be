import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareRun } from '../../lib/cli/run-settings.ts';
import { startDeployment, type Deployment } from '../../lib/embedded/deployment.ts';
import { performRun } from '../../lib/run/perform-run.ts';
import { renderVariables } from '../support/run-against.ts';
import { ownInputs } from '../support/run-in-process.ts';
import { startProxy, type Proxy } from '../support/start-proxy.ts';

/** A whole process on a machine that may be busy. */
const PATIENCE_MS = 120_000;
const KEY = /"auth_token":"([^"]+)"/;

const directory = mkdtempSync(join(tmpdir(), 'conform-'));
const minted: string[] = [];
let deployment: Deployment;
let proxy: Proxy;

beforeAll(async () => {
  deployment = await startDeployment();
  proxy = await startProxy(deployment, (_request, answer) => {
    const key = KEY.exec(answer.body)?.[1];
    if (key !== undefined) minted.push(key);
    return answer;
  });
});
afterAll(async () => {
  await proxy.close();
  await deployment.close();
  rmSync(directory, { recursive: true });
});

describe('what a case mints', () => {
  it(
    'is searched for when the run looks through all that it has written',
    async () => {
      const envFile = join(directory, 'target.env');
      writeFileSync(envFile, renderVariables(deployment, proxy.environment));
      const flags = { profile: 'gate', only: ['tenantCreateOrgToken'], tier: [], family: ['conformance'], seed: '1' };
      const reports = join(directory, 'reports');
      const { options } = await prepareRun({ ...flags, fault: [], reports, envFile }, false, {
        inputs: await ownInputs(),
        environment: {},
      });
      const done: number[] = [];
      const { record, findSecrets } = await performRun({
        ...options,
        onProgress: (_text, count) => done.push(count ?? 0),
      });
      expect(record.exitCode).toBe(0);
      // One for the run, and one for each case that succeeds.
      expect(minted.length).toBeGreaterThan(1);
      for (const key of minted) {
        expect(findSecrets(`before ${key} after`)).not.toEqual([]);
        expect(findSecrets(Buffer.from(key).toString('hex'))).not.toEqual([]);
      }
      expect(findSecrets('mko_something-that-nobody-minted')).toEqual([]);
      // Progress ends with every case of the plan, and no more.
      expect(Math.max(...done)).toBe(record.cases.length);
    },
    PATIENCE_MS,
  );
});
