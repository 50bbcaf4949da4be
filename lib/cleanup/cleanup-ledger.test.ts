import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedger, readLedger, type Intention } from './cleanup-ledger.ts';

const intention = (name: string): Intention => ({
  kind: 'workspace',
  name,
  undo: {
    operationId: 'tenantDeleteWorkspace',
    service: 'tenant',
    tenantSlug: '${org.slug}',
    method: 'DELETE',
    path: '/workspaces/${workspace.id}',
    query: [['force', 'true']],
    headers: [['Authorization', 'Bearer ${secret.orgApiKey}']],
    body: { kind: 'json', value: { confirm: '${org.slug}', list: [1, null] } },
  },
  values: { 'org.slug': 'acme' },
});

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ledger-'));
  path = join(directory, 'below', 'ledger.jsonl');
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the ledger', () => {
  it('holds what was intended until it is settled, with the values that became known', () => {
    const ledger = openLedger(path);
    const first = ledger.intend(intention('e2e-1'));
    const second = ledger.intend(intention('e2e-2'));
    ledger.bind(first, { 'workspace.id': 'ws-1' });
    ledger.settle(second, 'refused with 401');
    expect(ledger.outstanding()).toEqual([
      {
        id: first,
        atMs: expect.any(Number) as unknown,
        isAnswered: true,
        ...intention('e2e-1'),
        values: { 'org.slug': 'acme', 'workspace.id': 'ws-1' },
      },
    ]);
  });

  it('tells what was answered from what may or may not have come to be', () => {
    const ledger = openLedger(path);
    const first = ledger.intend(intention('e2e-1'));
    ledger.intend(intention('e2e-2'));
    ledger.bind(first, {});
    expect(ledger.outstanding().map((entry) => [entry.name, entry.isAnswered])).toEqual([
      ['e2e-1', true],
      ['e2e-2', false],
    ]);
  });

  it('keeps in mind what it cannot write, and writes it with the next line', () => {
    const ledger = openLedger(path);
    const first = ledger.intend(intention('e2e-1'));
    const second = ledger.intend(intention('e2e-2'));
    renameSync(path, `${path}.aside`);
    mkdirSync(path);
    ledger.settle(first, 'gone');
    expect(ledger.unwritten()).toBe(1);
    expect(() => ledger.intend(intention('e2e-3'))).toThrow();
    rmdirSync(path);
    renameSync(`${path}.aside`, path);
    expect(ledger.outstanding().map(({ name }) => name)).toEqual(['e2e-2']);
    ledger.settle(second, 'gone');
    expect(ledger.unwritten()).toBe(0);
    expect(readLedger(path).filter(({ step }) => step === 'settle')).toHaveLength(2);
  });

  it('begins with whose it is, and ends with what is left', () => {
    const target = {
      name: 'staging',
      kind: 'shared',
      cpBaseUrl: 'https://cp.example',
      tenantBaseUrl: 'https://{slug}.example',
    };
    const ledger = openLedger(path, { runId: 'run1', target });
    ledger.intend(intention('e2e-1'));
    ledger.close(true);
    const lines = readLedger(path);
    expect(lines[0]).toEqual({ step: 'open', runId: 'run1', target, pid: process.pid, host: hostname() });
    expect(lines.at(-1)).toEqual({ step: 'close', outstanding: 1, kept: true });
  });

  it('outlives the run that wrote it', () => {
    const id = openLedger(path).intend(intention('e2e-1'));
    const later = openLedger(path);
    expect(later.outstanding().map((entry) => entry.id)).toEqual([id]);
    later.settle(id, 'removed with 200');
    expect(openLedger(path).outstanding()).toEqual([]);
  });

  it('is synced, and again for what comes while that goes on', async () => {
    const ledger = openLedger(path);
    ledger.intend(intention('e2e-1'));
    const first = ledger.synced();
    ledger.intend(intention('e2e-2'));
    await Promise.all([first, ledger.synced()]);
    ledger.intend(intention('e2e-3'));
    await expect(ledger.synced()).resolves.toBeUndefined();
  });

  it('cannot be synced where its file is gone', async () => {
    const ledger = openLedger(path);
    ledger.intend(intention('e2e-1'));
    rmSync(path);
    await expect(ledger.synced()).rejects.toThrow('ENOENT');
  });

  it('is on the disk before anything is sent', () => {
    openLedger(path).intend(intention('e2e-1'));
    expect(readFileSync(path, 'utf8')).toMatch(/^\{"step":"intend".*e2e-1.*\}\n$/);
  });

  it('gets over a line that was torn, and does not glue the next one to it', () => {
    const ledger = openLedger(path);
    const first = ledger.intend(intention('e2e-1'));
    ledger.intend(intention('e2e-2'));
    truncateSync(path, readFileSync(path).length - 20);
    const later = openLedger(path);
    expect(later.outstanding().map((entry) => entry.id)).toEqual([first]);
    const third = later.intend(intention('e2e-3'));
    expect(later.outstanding().map((entry) => entry.id)).toEqual([first, third]);
  });

  it('skips lines of another form', () => {
    const ledger = openLedger(path);
    appendFileSync(
      path,
      '{"step":"other"}\n\nnull\n{"step":"settle","id":"unknown","proof":"x"}\n{"step":"bind","id":"unknown","values":{}}\n',
    );
    expect(ledger.outstanding()).toEqual([]);
  });

  it('refuses the value of a secret', () => {
    const ledger = openLedger(path);
    expect(() => ledger.bind('id', { 'secret.orgApiKey': 'anything' })).toThrow('secret.orgApiKey');
  });
});
