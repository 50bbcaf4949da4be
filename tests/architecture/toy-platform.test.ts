import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../lib/cases/selection.ts';
import type { RemoteConfig } from '../../lib/config/config.ts';
import { limitsFrom } from '../../lib/config/limits.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { foreseeRun } from '../../lib/run/foresee-run.ts';
import { performRun } from '../../lib/run/perform-run.ts';
import type { RunOptions } from '../../lib/run/run-options.ts';
import { readInputs } from '../../lib/setup/read-inputs.ts';
import { smallData } from '../support/test-plan.ts';
import { writeFiles } from '../support/test-contract.ts';
import { TOY, TOY_CONTRACT, TOY_SECRETS, startToy } from '../support/toy-platform.ts';

const OVERLAY = {
  overlay: '1.0.0',
  info: { title: 'None', version: '1' },
  actions: [{ target: '$.info', update: {} }],
};
let folder: string;
beforeAll(() => {
  folder = writeFiles({ 'contract.yaml': TOY_CONTRACT, 'data.yaml': smallData(), 'overlay.yaml': OVERLAY });
});
afterAll(() => rmSync(folder, { recursive: true }));

async function optionsFor(url: string): Promise<RunOptions> {
  const files = {
    contract: join(folder, 'contract.yaml'),
    data: join(folder, 'data.yaml'),
    overlay: join(folder, 'overlay.yaml'),
  };
  const config: RemoteConfig = {
    target: 'remote',
    kind: 'disposable',
    name: 'toy',
    baseUrls: { shop: url },
    secrets: TOY_SECRETS,
    limits: limitsFrom({}, 'embedded'),
  };
  return {
    inputs: await readInputs(files, true, () => TOY),
    files,
    config,
    targetKind: 'disposable',
    profile: 'gate',
    selection: EVERYTHING,
    seed: '1',
    runId: 'toy-run',
    runToken: 'toy',
    directory: mkdtempSync(join(tmpdir(), 'conform-toy-')),
    concurrency: 4,
    allowCreation: false,
    keep: false,
    sweepsEarlier: false,
    failOn: 'major',
    faults: [],
    toolVersion: '0.0.0',
    onProgress: () => undefined,
  };
}

async function runToy(isOpen: boolean): Promise<RunRecord> {
  const { server, url } = await startToy(isOpen);
  const options = await optionsFor(url);
  try {
    return (await performRun(options)).record;
  } finally {
    server.close();
    rmSync(options.directory, { recursive: true, force: true });
  }
}

describe('a platform of its own', () => {
  it('is planned with its callers and no others, without routing, and with nothing withheld', async () => {
    const { plan, bootstrap } = await foreseeRun(await optionsFor('http://127.0.0.1:1'));
    const cases = plan.sequences.flatMap((sequence) => sequence.cases);
    expect([...new Set(cases.map(({ tier }) => tier))].sort()).toEqual([
      'anonymous',
      'clerk',
      'customer',
      'garbage-bearer',
    ]);
    expect(cases.filter(({ family }) => family === 'routing' || family === 'wrong-owner')).toEqual([]);
    expect(cases.flatMap(({ withheld }) => withheld ?? [])).toEqual([]);
    expect(bootstrap).toEqual([]);
    expect(plan.preflight.map(({ tier, operationId }) => [tier, operationId])).toEqual([
      ['customer', 'listItems'],
      ['clerk', 'readTill'],
    ]);
  });

  it('is run against a server, and conforms where that does', async () => {
    const record = await runToy(false);
    expect(record.findings.map(({ rule, operationId, seen }) => [rule, operationId, seen])).toEqual([]);
    expect(record).toMatchObject({ verdict: 'conforms', problems: [], leftovers: [] });
    expect(record.coverage.matrixCells).toMatchObject({ done: 12, of: 12 });
  });

  it('is found to let everybody in where it does', async () => {
    const { verdict, findings } = await runToy(true);
    expect(verdict).toBe('drift');
    expect(findings.map(({ rule }) => rule)).toContain('auth.anonymous-accepted');
  });
});
