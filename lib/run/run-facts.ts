import { relative } from 'node:path';
import { describeSelection } from '../cases/selection.ts';
import type { CleanupLedger } from '../cleanup/cleanup-ledger.ts';
import { defined } from '../core/defined.ts';
import type { RunFacts } from '../findings/run-record.ts';
import { DEFAULT_FILES } from '../setup/read-inputs.ts';
import type { RunOptions } from './run-options.ts';

/** The facts of a run for its record: what was asked of it, when, against which target and contract. */
export function factsOf(options: RunOptions, startedAtMs: number, durationMs: number): RunFacts {
  return {
    id: options.runId,
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs,
    seed: options.seed,
    profile: options.profile,
    selection: describeSelection(options.selection),
    failOn: options.failOn,
    ...defined({ maxGaps: options.maxGaps }),
    target: {
      name: targetNameOf(options),
      kind: options.targetKind,
      ...defined({
        cpBaseUrl: options.config.cpBaseUrl,
        tenantBaseUrl: options.config.tenantBaseUrl,
        baseUrls: options.config.baseUrls,
        envFile: options.envFile,
      }),
    },
    contract: describeContract(options),
    tool: { version: options.toolVersion, node: process.versions.node },
    faults: options.faults,
    ...defined({ edition: options.edition }),
  };
}

/** The name of a target in reports, and of its baseline and history. */
export function targetNameOf(options: Pick<RunOptions, 'targetKind' | 'config'>): string {
  return options.targetKind === 'embedded' ? 'embedded' : options.config.name;
}

function describeContract({ inputs: { contract }, files }: RunOptions): RunFacts['contract'] {
  const named = (paths: readonly string[] = []): string[] => paths.map((file) => relative(process.cwd(), file) || file);
  const overlays = named(files.edits);
  const accommodations = named(files.accommodations);
  return {
    file: contract.file,
    ...(overlays.length === 0 ? {} : { overlays }),
    ...(files.data === DEFAULT_FILES.data ? {} : { data: relative(process.cwd(), files.data) }),
    ...(accommodations.length === 0 ? {} : { accommodations }),
    title: contract.title,
    version: contract.version,
    hash: contract.hash,
  };
}

/** A note for each thing that `--keep` leaves standing, newest last. */
export function keptNotes(ledger: CleanupLedger): readonly string[] {
  return ledger
    .outstanding()
    .map((entry) => `kept: ${entry.kind} (${Object.values(entry.values).join(', ')}); \`conform sweep\` removes it`);
}

/** A note where lines of the ledger could not be written. */
export function unwrittenNotes(ledger: CleanupLedger): readonly string[] {
  const lines = ledger.unwritten();
  if (lines === 0) return [];
  return [
    `${lines} lines of the ledger could not be written: \`conform sweep\` will look again for what is gone already`,
  ];
}
