import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { Contract } from '../../contract/contract.ts';
import { readContract } from '../../contract/read-spec.ts';
import { defined } from '../../core/defined.ts';
import { HarnessError } from '../../core/errors.ts';
import { SEVERITIES } from '../../core/severity.ts';
import { applyBaseline } from '../../drift/apply-baseline.ts';
import { baselineFileOf } from '../../drift/target-files.ts';
import { mergeRecords } from '../../findings/merge-records.ts';
import type { RunRecord } from '../../findings/run-record.ts';
import { renderBrief } from '../../reporters/brief.ts';
import { renderConsole } from '../../reporters/console.ts';
import { REPORTERS } from '../../reporters/render-reports.ts';
import { choosePlatform } from '../../platform/platforms.ts';
import { DEFAULT_FILES } from '../../setup/read-inputs.ts';
import type { CommandUnit } from '../create-program.ts';
import {
  announceRun,
  hookFinder,
  NOTIFY_HELP,
  prepareNotification,
  warn,
  type NotifyFlags,
} from '../notify/announce.ts';
import { VERBOSE_HELP, parseFailOn, wholeNumberIn } from '../parse-options.ts';
import { findRun, keepHistory, readAccepted, today, withEarlierRuns } from '../reports-folder.ts';
import { columnsOf } from '../terminal.ts';
import { selectReporters, writeFormats, type Formats } from '../write-reports.ts';

const FORMATS = REPORTERS.map((reporter) => reporter.id);

/** `conform report`: renders the reports of a run again, or those of several shards together. */
export const reportCommand: CommandUnit = {
  name: 'report',
  register: (program) => {
    const command = program
      .command('report')
      .summary('renders the reports of a run again, or merges the runs of shards')
      .description(
        'Renders the reports of a run again from its run.json, or merges the runs of the shards of one plan.',
      )
      .addHelpText('after', EXAMPLES);
    // The default subcommand: `conform report latest` renders.
    registerRender(command);
    registerMerge(command);
  },
};

const EXAMPLES = `
Examples:
  $ conform report latest
  $ conform report reports/20261124T020000-0a1b2c3d --format junit sarif --out build
  $ conform report merge shards/1 shards/2 shards/3 --out reports/merged`;

interface RenderFlags {
  readonly format?: readonly string[];
  readonly out?: string;
  readonly reports: string;
}

function registerRender(report: Command): void {
  report
    .command('render', { isDefault: true })
    .argument('<run>', 'folder of a run, its run.json, or its id')
    .option('--format <id...>', `what is written: ${FORMATS.join(', ')} (default: all)`)
    .option('--out <folder>', 'where to (default: the folder of the run)')
    .option('--reports <folder>', 'where the reports of runs are', 'reports')
    .summary('renders the reports of a run again')
    .action((name: string, flags: RenderFlags) => {
      const reporters = selectReporters(flags.format);
      const { record, folder } = findRun(name, flags.reports);
      write(flags.out ?? folder, record, { reporters, runs: [folder] });
    });
}

interface MergeFlags extends NotifyFlags {
  readonly verbose?: true;
  readonly out: string;
  readonly spec?: string;
  readonly baseline?: string;
  readonly failOn?: string;
  readonly maxGaps?: number;
  readonly reports: string;
}

function registerMerge(report: Command): void {
  report
    .command('merge')
    .argument('<run...>', 'folders of runs, their run.json, or their ids: every shard once')
    .requiredOption('--out <folder>', 'where the reports of the whole run are written')
    .option('--spec <file>', 'the contract that the runs were made with (default: as their records name it)')
    .option('--baseline <file>', 'what has been accepted (default: baseline/<target>.json among the reports)')
    .option(
      '--fail-on <severity>',
      `the mildest finding that fails the run: ${SEVERITIES.join(', ')}, never (default: that of the runs)`,
    )
    .option(
      '--max-gaps <n>',
      'fail when more than n things could not be judged (default: as the runs)',
      wholeNumberIn({ min: 0, max: 1e9 }),
    )
    .option('--verbose', VERBOSE_HELP)
    .option('--notify <url>', NOTIFY_HELP)
    .option('--reports <folder>', 'where the reports of runs are', 'reports')
    .summary('merges the runs of shards into the run that they are together')
    .action(async (names: readonly string[], flags: MergeFlags) => {
      process.exitCode = await merge(names, flags);
    });
}

async function merge(names: readonly string[], flags: MergeFlags): Promise<number> {
  const notification = prepareNotification(flags);
  const runs = names.map((name) => findRun(name, flags.reports));
  const records = runs.map(({ record }) => record);
  const [first] = records;
  if (first === undefined) throw new HarnessError('usage', 'merging takes the records of two runs or more');
  const maxGaps = flags.maxGaps ?? first.run.maxGaps;
  const limits = {
    failOn: flags.failOn === undefined ? first.run.failOn : parseFailOn(flags.failOn),
    ...defined({ maxGaps }),
  };
  const contract = await openContract(flags.spec, first.run.contract);
  const merged = mergeRecords(records, { contract, ...limits });
  const accepted = readAccepted(
    { ...flags, ...defined({ baseline: flags.baseline ?? findBaseline(records, flags.reports) }) },
    merged.run.target.name,
  );
  const held = applyBaseline(merged, { ...accepted, today: today(), ...limits });
  const record = withEarlierRuns(held, flags.reports);
  write(flags.out, record, { reporters: REPORTERS, runs: runs.map(({ folder }) => folder) });
  const render = flags.verbose === true ? renderConsole : renderBrief;
  process.stdout.write(`${render(record, { reportDirectory: flags.out, ...columnsOf(process.stdout) })}\n`);
  keepHistory(record, flags.reports);
  warn(await announceRun(record, { reports: flags.reports, notification, findSecrets: hookFinder(notification) }));
  return record.exitCode;
}

/** Finds the baseline of shards: the one among the reports, as a run takes it, or one that the shards were held against. */
function findBaseline(shards: readonly RunRecord[], reports: string): string | undefined {
  const own = baselineFileOf(reports, shards[0]?.run.target.name ?? '');
  const ofShards = shards.flatMap((record) => record.drift?.baseline ?? []);
  return [own, ...ofShards].find((file) => existsSync(file));
}

/** Reads the contract that is named, or that of the records, or our own if the runs were made in another folder. */
async function openContract(named: string | undefined, ofRecords: RunRecord['run']['contract']): Promise<Contract> {
  const [first = ofRecords.file, ...others] = named === undefined ? [ofRecords.file, DEFAULT_FILES.contract] : [named];
  const options = { validate: false, choosePlatform, overlays: ofRecords.overlays ?? [] };
  const read = await readContract(first, options);
  if (read.ok) return read.value;
  for (const file of others) {
    const other = await readContract(file, options);
    if (other.ok) return other.value;
  }
  throw new HarnessError('contract', `the contract ${first} cannot be read`, [
    ...read.error.map(({ position, message }) => `${position.file}:${position.line}: ${message}`),
    'name the contract that the runs were made with: --spec',
  ]);
}

function write(folder: string, record: RunRecord, formats: Formats): void {
  const names = writeFormats(folder, record, formats);
  process.stderr.write(`written to ${folder}: ${names.join(', ')}\n`);
}
