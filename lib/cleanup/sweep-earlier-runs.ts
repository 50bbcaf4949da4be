import { CREDENTIALS } from '../platform/molecule/credentials.ts';
import { isDeepStrictEqual } from 'node:util';
import { defined } from '../core/defined.ts';
import type { Leftover } from '../findings/run-record.ts';
import { openLedger } from './cleanup-ledger.ts';
import type { RemoteConfig } from '../config/config.ts';
import { type EarlierLedger, findEarlierLedgers } from './earlier-ledgers.ts';
import type { TargetKind } from '../config/safety-policy.ts';
import { openSweep, type OpenSweepOptions, type Sweep, type SweepResult } from './sweep.ts';

interface EarlierSweepOptions extends Omit<OpenSweepOptions, 'known' | 'givesUpWithout'> {
  readonly reports: string;
  readonly config: RemoteConfig;
  readonly targetKind: TargetKind;
  /** Things that were kept on purpose are removed as well. */
  readonly includesKept: boolean;
  /** Nothing is sent and nothing settled. */
  readonly isDryRun?: boolean;
}

export interface SweptRun extends SweepResult {
  readonly runId: string;
  /** On a dry run, the things that would be removed. */
  readonly outstanding: readonly Leftover[];
}

/** A ledger that was left as it is: of another target, of a run that is still at work, or kept on purpose. */
interface PassedOver {
  readonly kind: 'another-target' | 'at-work' | 'kept';
  readonly runId: string;
  readonly things: number;
  readonly reason: string;
}

export interface EarlierSweep {
  readonly runs: readonly SweptRun[];
  readonly passedOver: readonly PassedOver[];
  /** Runs against an embedded deployment, which ended with them. */
  readonly endedWithTarget: readonly { readonly runId: string; readonly things: number }[];
}

export const NOTHING_SWEPT: EarlierSweep = { runs: [], passedOver: [], endedWithTarget: [] };

/**
 * Removes everything that stands unsettled in the ledgers of earlier runs against the same target, once those runs are over.
 * Ledgers of other targets stay as they are.
 */
export async function sweepEarlierRuns(options: EarlierSweepOptions): Promise<EarlierSweep> {
  const passedOver: PassedOver[] = [];
  const endedWithTarget: EarlierSweep['endedWithTarget'][number][] = [];
  const runs: SweptRun[] = [];
  const { config } = options;
  const sweep = openSweep({
    ...options,
    known: (name, slug) => knownIn(config, name, slug),
    ...defined({
      givesUpWithout:
        config.cpBaseUrl ??
        config.tenantBaseUrl?.replaceAll('{slug}', config.org?.slug ?? '') ??
        Object.values(config.baseUrls ?? {})[0],
    }),
  });
  for (const ledger of findEarlierLedgers(options.reports)) {
    const { runId } = ledger;
    const things = ledger.entries.length;
    const why = whyPassOver(options, ledger);
    if (why !== undefined) passedOver.push({ ...why, runId, things });
    else if (ledger.target.kind === 'embedded') {
      endedWithTarget.push({ runId, things });
      if (options.isDryRun !== true) settleAll(ledger, 'the embedded deployment ended with its run');
    } else runs.push(await sweepLedger(options, ledger, sweep));
  }
  return { runs, passedOver, endedWithTarget };
}

const NOTHING_REMOVED: SweepResult = { removed: [], absent: [], unsure: [], leftovers: [] };

async function sweepLedger(options: EarlierSweepOptions, ledger: EarlierLedger, sweep: Sweep): Promise<SweptRun> {
  const { runId, path } = ledger;
  if (options.isDryRun === true) return { runId, ...NOTHING_REMOVED, outstanding: sweep.foresee(ledger.entries) };
  options.onProgress?.(`removes what run ${runId} left: ${ledger.entries.length} things`);
  const open = openLedger(path);
  const swept = await sweep.run(ledger.entries, (id, proof) => open.settle(id, proof));
  open.close(false);
  return { runId, ...swept, outstanding: [] };
}

function settleAll({ path, entries }: EarlierLedger, reason: string): void {
  const open = openLedger(path);
  for (const entry of entries) open.settle(entry.id, reason);
  open.close(false);
}

function whyPassOver(
  options: EarlierSweepOptions,
  ledger: EarlierLedger,
): Pick<PassedOver, 'kind' | 'reason'> | undefined {
  const { config, targetKind } = options;
  const { target } = ledger;
  const isSame =
    targetKind !== 'embedded' &&
    target.kind !== 'embedded' &&
    target.cpBaseUrl === config.cpBaseUrl &&
    target.tenantBaseUrl === config.tenantBaseUrl &&
    isDeepStrictEqual(target.baseUrls, config.baseUrls);
  if (!isSame && target.kind !== 'embedded')
    return { kind: 'another-target', reason: `it is about another target, ${target.name}` };
  if (ledger.isAlive()) return { kind: 'at-work', reason: 'its run is still at work' };
  if (ledger.isKept && !options.includesKept)
    return { kind: 'kept', reason: 'it was kept with --keep; `conform sweep` removes it' };
  return undefined;
}

/** A secret of the configuration that opens the org with that slug (the deployment, without one): the key of one org opens no other. */
function knownIn({ org, otherOrg, secrets }: RemoteConfig, name: string, slug: string | undefined): string | undefined {
  if (slug === undefined) return secrets[name];
  const isPair = CREDENTIALS.find((credential) => credential.name === name)?.scheme === 'tenantAdminToken';
  if (slug === org?.slug) return isPair ? secrets.tenantAdminToken : (secrets.orgApiKey ?? secrets.tenantAdminToken);
  if (slug !== otherOrg?.slug) return undefined;
  return isPair ? secrets.otherTenantAdminToken : (secrets.otherOrgApiKey ?? secrets.otherTenantAdminToken);
}

/** One line for each run that something was swept of. */
export function notesOf({ runs, passedOver }: EarlierSweep): readonly string[] {
  return [
    ...runs.map(
      (run) => `swept what run ${run.runId} left: ${describeCounts(run)}${listOf(run.removed.map(({ name }) => name))}`,
    ),
    ...passedOver
      .filter(({ kind }) => kind !== 'another-target')
      .map(({ runId, things, reason }) => `left ${things} things of run ${runId} alone: ${reason}`),
  ];
}

export function describeCounts({ removed, absent, unsure, leftovers }: SweepResult): string {
  const counts = [
    `${removed.length} removed`,
    `${absent.length} not there any more`,
    ...(unsure.length === 0 ? [] : [`${unsure.length} that cannot be told`]),
    ...(leftovers.length === 0 ? [] : [`${leftovers.length} that could not be removed`]),
  ];
  return counts.join(', ');
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? '' : ` (${names.join(', ')})`;
}

/** Things of earlier runs that could not be removed. */
export function leftoversOf({ runs }: EarlierSweep): readonly Leftover[] {
  return runs.flatMap(({ runId, leftovers }) =>
    leftovers.map((leftover) => ({ ...leftover, name: `${leftover.name}, left by run ${runId}` })),
  );
}
