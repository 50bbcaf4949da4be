import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sweepCommand } from '../../lib/cli/commands/sweep.ts';
import { createProgram } from '../../lib/cli/create-program.ts';
import { startDeployment, type Deployment } from '../../lib/embedded/deployment.ts';
import { openLedger } from '../../lib/cleanup/cleanup-ledger.ts';
import { finishRun } from '../../lib/run/perform-run.ts';
import { openRunAgainst, renderVariables, runAgainst } from '../support/run-against.ts';

/** No system gives out numbers as high as this. */
const NOBODY = 2 ** 30;
const OWN_ORG = { ORG_SLUG: undefined, OTHER_ORG_SLUG: undefined, TARGET_KIND: 'shared' };

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'conform-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let printed: string;
beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

interface Swept {
  readonly exitCode: typeof process.exitCode;
  readonly json: {
    readonly runs: readonly {
      readonly removed: readonly { readonly kind: string }[];
      readonly leftovers: readonly { readonly name: string; readonly removal: string }[];
      readonly outstanding: readonly { readonly name: string; readonly removal: string }[];
    }[];
    readonly passedOver: readonly { readonly reason: string }[];
    readonly endedWithTarget: readonly unknown[];
  };
}

/** `conform sweep --json` with this configuration. */
async function sweep(variables: string, ...argv: readonly string[]): Promise<Swept> {
  const envFile = join(directory, 'sweep.env');
  writeFileSync(envFile, variables);
  const reports = join(directory, 'reports');
  printed = '';
  const program = createProgram([sweepCommand], '0.0.0');
  await program.parseAsync(['sweep', '--env-file', envFile, '--reports', reports, '--json', ...argv], { from: 'user' });
  // The command has just printed it.
  return { exitCode: process.exitCode, json: JSON.parse(printed) as Swept['json'] };
}

function ledgerOf(runId: string): string {
  return join(directory, 'reports', runId, 'ledger.jsonl');
}

/** As if the processes of the run had ended just now. */
function kill(runId: string): void {
  const path = ledgerOf(runId);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(`"pid":${process.pid}`, `"pid":${NOBODY}`));
}

/** As if no creation had been answered, and the run had been killed while it wrote. */
function loseAnswers(runId: string): void {
  const path = ledgerOf(runId);
  const lines = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, lines.filter((line) => !line.startsWith('{"step":"bind"')).join('\n'));
  appendFileSync(path, '{"step":"intend","id":"torn","ki');
}

describe('conform sweep', () => {
  let deployment: Deployment;
  let before: ReturnType<Deployment['dumpState']>;
  let runId: string;
  beforeAll(async () => {
    deployment = await startDeployment({ bystanders: ['e2e-0123456789-a', 'e2e-bystander-b'] });
    before = deployment.dumpState();
    const opened = await openRunAgainst(deployment, { directory, variables: OWN_ORG, flags: { only: ['getOrg'] } });
    runId = opened.planned.scope.options.runId;
  });
  afterAll(() => deployment.close());

  it('leaves a run alone that is still at work', async () => {
    const { exitCode, json } = await sweep(renderVariables(deployment));
    expect(exitCode).toBe(0);
    expect(json.runs).toEqual([]);
    expect(json.passedOver).toEqual([expect.objectContaining({ runId, reason: 'its run is still at work' })]);
    expect(Object.keys(deployment.dumpState()['orgs'] ?? {})).toHaveLength(
      Object.keys(before['orgs'] ?? {}).length + 2,
    );
  });

  it('leaves the ledger of another target alone', async () => {
    kill(runId);
    const elsewhere = renderVariables(deployment, { CP_BASE_URL: 'http://127.0.0.1:9' });
    const { exitCode, json } = await sweep(elsewhere);
    expect(exitCode).toBe(0);
    expect(json.runs).toEqual([]);
    expect(json.passedOver).toEqual([
      expect.objectContaining({ reason: expect.stringContaining('another target') as unknown }),
    ]);
  });

  it('says on a dry run what would be removed, with the commands, and removes nothing', async () => {
    const standing = deployment.dumpState();
    const { exitCode, json } = await sweep(renderVariables(deployment), '--dry-run');
    expect(exitCode).toBe(0);
    const [run] = json.runs;
    expect(run?.outstanding.length).toBeGreaterThan(5);
    for (const { removal } of run?.outstanding ?? []) expect(removal).toMatch(/curl .*-X (?:DELETE|POST)/);
    expect(deployment.dumpState()).toEqual(standing);
  });

  it('ends with an error of its own where the deployment cannot be reached, and settles nothing', async () => {
    const path = ledgerOf('20200101T000000-00000000');
    const target = {
      name: 'gone',
      kind: 'shared',
      cpBaseUrl: 'http://127.0.0.1:9',
      tenantBaseUrl: 'http://{slug}.localhost:9',
    };
    const ledger = openLedger(path, { runId: '20200101T000000-00000000', target });
    const [first] = openLedger(ledgerOf(runId)).outstanding();
    if (first === undefined) throw new Error('the run has made something');
    ledger.intend(first);
    kill('20200101T000000-00000000');
    const unreachable = { CP_BASE_URL: target.cpBaseUrl, TENANT_BASE_URL: target.tenantBaseUrl };
    await expect(sweep(renderVariables(deployment, unreachable))).rejects.toMatchObject({ code: 'unreachable' });
    expect(openLedger(path).outstanding()).toHaveLength(1);
  });

  it('is done by the next run at its start, which says so', async () => {
    const record = await runAgainst(deployment, { directory, variables: OWN_ORG, flags: { only: ['getOrgInstance'] } });
    const note = record.notes.find((text) => text.startsWith(`swept what run ${runId} left`));
    expect(note).toContain('/api/v1/admin/tenants/');
    expect(record.leftovers).toEqual([]);
    expect(openLedger(ledgerOf(runId)).outstanding()).toEqual([]);
    expect(deployment.dumpState()).toEqual(before);
  });

  it('finds what was made without an answer, and needs no credential of the run that is gone', async () => {
    const opened = await openRunAgainst(deployment, { directory, variables: OWN_ORG, flags: { only: ['getOrg'] } });
    kill(opened.planned.scope.options.runId);
    loseAnswers(opened.planned.scope.options.runId);
    const { exitCode, json } = await sweep(renderVariables(deployment, { OWNER_SESSION: undefined }));
    expect(exitCode).toBe(0);
    expect(json.runs[0]?.removed.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['create-org', 'create-otherOrg', 'make-workspace', 'org-key-of-org']),
    );
    expect(json.runs[0]?.leftovers).toEqual([]);
    expect(deployment.dumpState()).toEqual(before);
    expect((await sweep(renderVariables(deployment))).json.runs).toEqual([]);
  });

  it('finds the key by its name that was minted for an org of somebody else, whose answer was lost', async () => {
    const variables = { ORG_API_KEY: undefined };
    const opened = await openRunAgainst(deployment, { directory, variables, flags: { only: ['tenantListOrgTokens'] } });
    kill(opened.planned.scope.options.runId);
    loseAnswers(opened.planned.scope.options.runId);
    const { exitCode, json } = await sweep(renderVariables(deployment, variables));
    expect(exitCode).toBe(0);
    expect(json.runs[0]?.removed.map(({ kind }) => kind)).toContain('org-key-of-org');
    expect(json.runs[0]?.leftovers).toEqual([]);
    before = deployment.dumpState();
  });

  it('removes what was kept, which a run leaves alone', async () => {
    const keep = await openRunAgainst(deployment, {
      directory,
      variables: OWN_ORG,
      flags: { only: ['getOrg'], keep: true },
    });
    await finishRun(keep, () => Promise.resolve());
    const next = await openRunAgainst(deployment, { directory, variables: OWN_ORG, flags: { only: ['getOrg'] } });
    const { notes } = (await finishRun(next, () => Promise.resolve())).record;
    expect(notes).toContainEqual(expect.stringContaining('it was kept with --keep'));
    expect(deployment.dumpState()).not.toEqual(before);
    expect((await sweep(renderVariables(deployment))).exitCode).toBe(0);
    expect(deployment.dumpState()).toEqual(before);
  });

  it('says of an embedded deployment that it ended with its run', async () => {
    const id = '20200101T000001-00000000';
    const target = {
      name: 'embedded',
      kind: 'embedded',
      cpBaseUrl: 'http://127.0.0.1:9',
      tenantBaseUrl: 'http://{slug}.localhost:9',
    };
    const ledger = openLedger(ledgerOf(id), { runId: id, target });
    ledger.intend({
      kind: 'org',
      name: 'org',
      undo: { operationId: 'deleteOrg', service: 'cp', method: 'DELETE', path: '/a', query: [], headers: [] },
    });
    kill(id);
    const { exitCode, json } = await sweep(renderVariables(deployment));
    expect(exitCode).toBe(0);
    expect(json.endedWithTarget).toEqual([{ runId: id, things: 1 }]);
    expect(openLedger(ledgerOf(id)).outstanding()).toEqual([]);
  });
});

describe('what cannot be removed', () => {
  it('is named with the command that removes it, by the run and by the sweep, with exit code 4', async () => {
    const lying = await startDeployment({ faults: ['delete-lies'] });
    try {
      const record = await runAgainst(lying, {
        directory,
        flags: { only: ['tenantCreateWorkspace'], family: ['conformance'] },
      });
      expect(record).toMatchObject({ verdict: 'left-behind', exitCode: 4 });
      const swept = await sweep(renderVariables(lying));
      expect(swept.exitCode).toBe(4);
      const left = swept.json.runs.flatMap((run) => run.leftovers);
      expect(left).toHaveLength(record.leftovers.length);
      for (const { name, removal } of left) {
        const id =
          /^\/workspaces\/([0-9a-f-]{36}) at \w+ \(removing it was answered with \d+, and it is still there/.exec(
            name,
          )?.[1];
        expect(removal).toContain(`/workspaces/${id ?? 'an id'}`);
        expect(removal).toMatch(/^TENANT_ADMIN_TOKEN=\$\(curl /);
      }
    } finally {
      await lying.close();
    }
  });

  it('is what came of a request that was accepted although it does not say what it is about', async () => {
    const careless = await startDeployment({ faults: ['makes-up-workspace-id'] });
    try {
      const record = await runAgainst(careless, {
        directory,
        flags: { only: ['provisionWorkspace'], family: ['conformance'] },
      });
      expect(record).toMatchObject({ verdict: 'left-behind', exitCode: 4 });
      const names = record.leftovers.map(({ name }) => name);
      expect(names).toContainEqual(expect.stringMatching(/accepted an invalid request that names no workspace_id/));
      expect(names).toContainEqual(expect.stringMatching(/^\/api\/v1\/workspaces\/not-a-uuid .*answered 400/));
    } finally {
      await careless.close();
    }
  });

  it('is not what is gone, where only the look at it is refused', async () => {
    const closed = await startDeployment({ faults: ['refuses-anonymous-on-open-workspace'] });
    try {
      const record = await runAgainst(closed, {
        directory,
        flags: { only: ['tenantCreateWorkspace'], family: ['conformance'] },
      });
      expect(record.leftovers).toEqual([]);
      expect(record.exitCode).toBe(1);
    } finally {
      await closed.close();
    }
  });
});
