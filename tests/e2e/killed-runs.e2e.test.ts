import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSeededRandom } from '../../lib/core/seeded-random.ts';
import { startDeployment, type Deployment } from '../../lib/embedded/deployment.ts';
import { findEarlierLedgers } from '../../lib/cleanup/earlier-ledgers.ts';
import { runConform, startConform, type ConformProcess } from './conform-process.ts';

/** `KILLED_RUNS=20` for a closer look: each takes some seconds. */
const MOMENTS = Number(process.env['KILLED_RUNS'] ?? 2);
/** Names that look like those of a run, and are not. */
const BYSTANDERS = ['e2e-0123456789-a', 'e2e-bystander-b'];

/** Everything that creates: orgs, instances, workspaces, keys, secrets, imports. */
const CREATING = [
  'createOrg',
  'adminCreateOrg',
  'adminDeleteTenant',
  'provisionWorkspace',
  'tenantCreateWorkspace',
  'tenantCreateOrgToken',
  'tenantSetWorkspaceSecret',
  'tenantSetGlobalSecret',
  'tenantOrgImport',
  'tenantImportTemplate',
  'tenantImportBundle',
];
const FLAGS = ['--family', 'conformance', ...CREATING.flatMap((id) => ['--only', id])];

let deployment: Deployment;
let directory: string;
beforeAll(async () => {
  deployment = await startDeployment({ bystanders: BYSTANDERS });
  directory = mkdtempSync(join(tmpdir(), 'conform-'));
});
afterAll(async () => {
  await deployment.close();
  rmSync(directory, { recursive: true, force: true });
});

/** On a deployment that others use, where a run makes an org of its own and must leave nothing at all. */
function environment(): Readonly<Record<string, string>> {
  const { ORG_SLUG: _org, OTHER_ORG_SLUG: _other, ...rest } = deployment.environment;
  return { ...rest, TARGET_KIND: 'shared', REQUESTS_PER_SECOND: '0', POLL_INTERVAL_MS: '50' };
}

function conform(argv: readonly string[]): ConformProcess {
  return startConform(argv, { directory, environment: environment() });
}

function ledgerBytes(known: ReadonlySet<string>): number {
  const reports = join(directory, 'reports');
  const fresh = existsSync(reports)
    ? readdirSync(reports).find((name) => !known.has(name) && /^\d{8}T/.test(name))
    : undefined;
  return statSync(join(reports, fresh ?? '', 'ledger.jsonl'), { throwIfNoEntry: false })?.size ?? 0;
}

/** Until the ledger of a new run has grown to that size, or the run has ended. */
async function untilLedgerHolds(bytes: number, run: ConformProcess): Promise<void> {
  const reports = join(directory, 'reports');
  const known = new Set(existsSync(reports) ? readdirSync(reports) : []);
  while (run.child.exitCode === null && ledgerBytes(known) < bytes) await sleep(5);
}

/** About what the ledger of a whole run comes to. */
const WHOLE_LEDGER = 140_000;

describe('a run that is interrupted', () => {
  it.each([
    ['SIGINT', 1],
    ['SIGTERM', 90_000],
  ] as const)(
    'removes what it made and ends with exit code 130 (%s at %i bytes of ledger)',
    async (signal, bytes) => {
      const before = deployment.dumpState();
      const run = conform(['run', ...FLAGS]);
      await untilLedgerHolds(bytes, run);
      run.child.kill(signal);
      const { exitCode, stderr } = await run.ended;
      expect({ exitCode, stderr }).toEqual({
        exitCode: 130,
        stderr: expect.stringContaining('interrupted') as unknown,
      });
      expect(deployment.dumpState()).toEqual(before);
      expect(findEarlierLedgers(join(directory, 'reports'))).toEqual([]);
    },
    240_000,
  );
});

describe('a run that is interrupted twice', () => {
  it('names what is left and what removes it', async () => {
    const before = deployment.dumpState();
    const run = conform(['run', ...FLAGS]);
    await untilLedgerHolds(60_000, run);
    run.child.kill('SIGINT');
    await run.waitForError('once more to stop at once');
    run.child.kill('SIGINT');
    const { exitCode, stderr } = await run.ended;
    expect(exitCode).toBe(130);
    const ledger = findEarlierLedgers(join(directory, 'reports'))[0];
    expect(stderr).toContain(ledger?.path);
    expect(stderr).toContain('  conform sweep\n');
    for (const { kind, name } of ledger?.entries ?? []) expect(stderr).toContain(`  ${kind}: ${name}\n`);
    const swept = await runConform(['sweep'], { directory, environment: environment() });
    expect(swept.exitCode).toBe(0);
    expect(deployment.dumpState()).toEqual(before);
  }, 240_000);
});

describe('a run that is killed', () => {
  const random = createSeededRandom('killed runs');
  const moments = Array.from({ length: MOMENTS }, (_, index) => [
    index + 1,
    index === 0 ? 1 : Math.floor(random() * WHOLE_LEDGER),
    Math.floor(random() * 40),
  ]);

  it.each(moments)(
    'leaves nothing behind once conform sweep has run (moment %i: %i bytes of ledger and %i ms)',
    async (_, bytes, pauseMs) => {
      const before = deployment.dumpState();
      const run = conform(['run', ...FLAGS, '--no-sweep']);
      await untilLedgerHolds(bytes ?? 0, run);
      await sleep(pauseMs ?? 0);
      run.child.kill('SIGKILL');
      await run.ended;
      const swept = await runConform(['sweep', '--json'], { directory, environment: environment() });
      expect(swept).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('fault') as unknown });
      expect(JSON.parse(swept.stdout)).toMatchObject({ exitCode: 0, passedOver: [] });
      expect(deployment.dumpState()).toEqual(before);
      expect(findEarlierLedgers(join(directory, 'reports'))).toEqual([]);
    },
    240_000,
  );
});
