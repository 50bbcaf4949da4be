import { compareRuns } from '../../drift/compare-runs.ts';
import { HarnessError } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import { renderJson } from '../../reporters/render-json.ts';
import type { CommandUnit } from '../command.ts';
import { findLastRun, findRun, type FoundRun } from '../find-run.ts';
import { renderComparison } from '../render-comparison.ts';

interface DiffFlags {
  readonly json?: true;
  readonly failOnNew?: true;
  readonly reports: string;
}

/** `conform diff`: what a later run found that an earlier one did not, and the other way round. */
export const diffCommand: CommandUnit = {
  name: 'diff',
  register: (program) => {
    program
      .command('diff')
      .argument('[earlier]', 'folder, run.json or id of a run (default: the run before the later one on its target)')
      .argument('[later]', 'folder, run.json or id of a run (default: the last one on the same target)')
      .option('--json', 'the comparison as JSON')
      .option('--fail-on-new', 'exit code 1 where the later run has findings that the earlier one has not')
      .option('--reports <folder>', 'where the reports of runs are', 'reports')
      .summary('compares two runs: new, gone, changed')
      .description(
        'Compares two runs. A finding is gone only where the later run judged its probe again; otherwise it was not checked.',
      )
      .addHelpText('after', EXAMPLES)
      .action((earlier: string | undefined, later: string | undefined, flags: DiffFlags) => {
        process.exitCode = diff(earlier, later, flags);
      });
  },
};

const EXAMPLES = `
Examples:
  $ conform diff                                    the last run against the one before
  $ conform diff 20261124T020000-0a1b2c3d           that run against the last one
  $ conform diff runs/monday runs/tuesday --json

Exit codes: 0, or 1 with --fail-on-new; 2 where a run is not there.`;

function diff(earlier: string | undefined, later: string | undefined, flags: DiffFlags): number {
  const pair = selectPair(earlier, later, flags.reports);
  const comparison = compareRuns(pair.earlier.record, pair.later.record);
  process.stdout.write(flags.json === true ? renderJson(comparison) : renderComparison(comparison));
  return flags.failOnNew === true && comparison.newFindings.length > 0 ? EXIT.newDrift : EXIT.conforms;
}

function selectPair(
  earlier: string | undefined,
  later: string | undefined,
  reports: string,
): { readonly earlier: FoundRun; readonly later: FoundRun } {
  const first = earlier === undefined ? undefined : findRun(earlier, reports);
  const target = first?.record.run.target.name;
  const last =
    later === undefined ? findLastRun(reports, target === undefined ? {} : { target }) : findRun(later, reports);
  if (last === undefined)
    throw new HarnessError('usage', `there is no run to compare with in ${reports}`, ['`conform run` makes one']);
  const { run } = last.record;
  const before = first ?? findLastRun(reports, { target: run.target.name, before: last.record });
  if (before === undefined) {
    throw new HarnessError('usage', `there is no run against ${run.target.name} before ${run.id} in ${reports}`, [
      'name the run to compare with',
    ]);
  }
  return { earlier: before, later: last };
}
