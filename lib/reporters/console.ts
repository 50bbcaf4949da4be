import { styleText } from 'node:util';
import type { Severity } from '../core/severity.ts';
import { countOf, listFirst } from '../core/text.ts';
import { groupFindings, type FindingGroup } from '../findings/group-findings.ts';
import type { Finding } from '../findings/finding.ts';
import type { RunRecord, RunVerdict } from '../findings/run-record.ts';
import { renderFigures } from './console-figures.ts';
import { createLayout, type Layout, type Paint } from './console-lines.ts';
import {
  describeClause,
  describeContract,
  describeOperation,
  describeResponsible,
  driftStateOf,
  groupBySeverity,
  passesDrift,
  titleOfRule,
  titleOfTier,
  titleOfVerdict,
} from './describe-record.ts';
import { explainCommand } from './explain-command.ts';
import { partSeen } from './part-seen.ts';
import { rerunFinding } from './rerun-command.ts';
import { cutText, toPrintable } from './safe-text.ts';

/** Where the summary points to, and what it is printed on. */
export interface ConsoleOptions {
  /** Where the reports of the run are, as the reader can open it. */
  readonly reportDirectory: string;
  /** Names of the files there, where not all formats are written. */
  readonly written?: readonly string[];
  readonly color?: boolean;
  /** How wide the terminal is; 100, and never more, where that is not known. */
  readonly columns?: number;
}

const MEANING_OF_VERDICT: Readonly<Record<RunVerdict, string>> = {
  conforms: 'nothing that fails this run was found',
  drift: 'the deployment drifts from the contract',
  'could-not-judge': 'the deployment could not be judged, which says neither that it conforms nor that it drifts',
  'left-behind': 'something that the run made is still there and has to be removed',
  interrupted: 'the run was interrupted, so that nothing can be concluded from it',
};

type Color = Parameters<typeof styleText>[0];

const MOST_IN_FULL = 20;
const MOST_OF_REASON = 200;

const COLOR_OF_SEVERITY: Readonly<Record<Severity, Color>> = {
  critical: ['bold', 'red'],
  major: 'red',
  minor: 'yellow',
  info: 'cyan',
};

const COLOR_OF_VERDICT: Readonly<Record<RunVerdict, Color>> = {
  conforms: ['bold', 'green'],
  drift: ['bold', 'red'],
  'could-not-judge': ['bold', 'yellow'],
  'left-behind': ['bold', 'red'],
  interrupted: ['bold', 'yellow'],
};

/**
 * The summary that ends a run: the verdict first, then what to act on, then how much of the contract was verified and what
 * was not. Fits the terminal, and 100 columns, except for the verdict, commands and addresses, which are for copying. Nothing that a deployment sends
 * can control the terminal.
 */
export function renderConsole(record: RunRecord, options: ConsoleOptions): string {
  const paint: Paint = (color, text) =>
    options.color === true ? styleText(color, text, { validateStream: false }) : text;
  const layout = createLayout(paint, options.columns);
  return [
    verdictLine(record, paint),
    ...runLines(record, layout),
    ...findingLines(record, options, layout),
    '',
    ...renderFigures(record, layout),
    '',
    ...hintLines(record, layout),
    `Report: ${toPrintable(options.reportDirectory)}/${fileToRead(options, 'report.html')}`,
    `Exit code ${record.exitCode}: ${MEANING_OF_VERDICT[record.verdict]}`,
  ].join('\n');
}

function verdictLine(record: RunRecord, paint: Paint): string {
  const color = passesDrift(record) ? COLOR_OF_SEVERITY.minor : COLOR_OF_VERDICT[record.verdict];
  return `${paint(color, titleOfVerdict(record))}: ${cutText(toPrintable(record.because), MOST_OF_REASON)} (exit code ${record.exitCode})`;
}

/** The embedded deployment conforms, which shows a newcomer little; the commands of findings ask for something to be set. */
function hintLines({ run, verdict, findings }: RunRecord, layout: Layout): readonly string[] {
  if (findings.length > 0 && run.target.kind !== 'embedded')
    return layout.hang(
      '',
      'Variables of the commands that are not in your configuration: npx conform doctor says how to come by them',
    );
  if (findings.length > 0 && run.faults.length > 0) {
    const faults = run.faults.map((fault) => `--fault ${toPrintable(fault)} `).join('');
    return [
      `To try the commands: npx conform serve ${faults}--write-env serve.env; in another shell: set -a; . ./serve.env`,
    ];
  }
  if (run.target.kind !== 'embedded' || run.faults.length > 0 || verdict !== 'conforms') return [];
  return ['To see drift: npx conform run --fault <id>, with an id of npx conform serve --list-faults'];
}

function runLines({ run }: RunRecord, layout: Layout): readonly string[] {
  const { target } = run;
  const seconds = (run.durationMs / 1000).toFixed(1);
  const faults = run.faults.length === 0 ? '' : `, faults ${run.faults.join(', ')}`;
  const text = `${describeContract(run)} against ${target.name} (${target.kind}, ${target.cpBaseUrl}), profile ${run.profile}, seed ${run.seed}, ${seconds} s${faults}`;
  return layout.hang('', text);
}

function findingLines(record: RunRecord, options: ConsoleOptions, layout: Layout): readonly string[] {
  const causes = groupFindings(record.findings);
  const shown = new Set(newFirst(causes, record).slice(0, MOST_IN_FULL));
  const lines = groupBySeverity(record.findings).flatMap(([severity, group]) => [
    '',
    layout.paint(COLOR_OF_SEVERITY[severity], `${severity.toUpperCase()} (${group.length})`),
    ...causes
      .filter((cause) => cause.severity === severity && shown.has(cause))
      .flatMap((cause) => ['', ...describeCause(cause, record, layout)]),
  ]);
  const left = causes.length - shown.size;
  return left === 0
    ? lines
    : [
        ...lines,
        '',
        `and ${countOf(left, 'more cause')}, see ${toPrintable(options.reportDirectory)}/${fileToRead(options, 'report.md')}`,
      ];
}

/** What nobody has accepted yet comes before what is known. */
function newFirst(causes: readonly FindingGroup[], record: RunRecord): readonly FindingGroup[] {
  const isOld = (cause: FindingGroup): boolean => isKnown(cause, record);
  return [...causes.filter((cause) => !isOld(cause)), ...causes.filter(isOld)];
}

/** Whether all of a cause has been accepted. */
function isKnown({ members }: FindingGroup, { drift }: RunRecord): boolean {
  const known = new Set(drift?.stillThere.map(({ fingerprint }) => fingerprint));
  return members.every((fingerprint) => known.has(fingerprint));
}

/** Everything that is known of a cause; one line where all of it has been accepted. */
function describeCause(cause: FindingGroup, record: RunRecord, layout: Layout): readonly string[] {
  const { paint, field } = layout;
  const { first, count, operations, tiers } = cause;
  const { fingerprint, tier, cases } = first;
  if (isKnown(cause, record))
    return layout.hang(
      '  ',
      `${describeOperation(first)} ${first.operationId}: ${titleOfRule(first.rule)} (${first.rule}) [known] ${fingerprint}${count < 2 ? '' : `, and ${countOf(count - 1, 'other finding')} of the same cause`}`,
    );
  const quote = first.clause.quote?.replace(/\s*\n\s*/g, ' \u23ce ') ?? '';
  return [
    `  ${paint('bold', toPrintable(describeOperation(first)))}  ${toPrintable(`${first.operationId}${describeState(first, record)}`)}`,
    ...field('rule', `${first.rule}: ${titleOfRule(first.rule)}`),
    ...field('caller', tier === undefined ? '' : titleOfTier(tier)),
    ...field('contract', `${first.expected} [${describeClause(first.clause)}]`),
    ...field('reads', quote),
    ...field('seen', `${first.seen} (${first.place})`),
    ...field('in answer', partSeen(first, record)),
    ...field('why', first.why),
    ...(first.attack === undefined ? [] : field('attack', first.attack)),
    ...field('change', describeResponsible(first)),
    // Not wrapped: these are for copying.
    `    again     ${toPrintable(first.reproduce)}`,
    ...field('where', explainCommand(first.reproduce)),
    `    or        ${toPrintable(rerunFinding(first, record.run))}`,
    ...field('known as', fingerprint),
    ...field('also in', cases.length < 2 ? '' : countOf(cases.length - 1, 'other case')),
    ...field('also on', count < 2 ? '' : describeOthers(count - 1, operations, tiers)),
  ];
}

const MOST_NAMES = 8;

/** The same cause elsewhere: how often, and by which names. */
function describeOthers(others: number, operations: readonly string[], tiers: readonly string[]): string {
  const names = operations.length > 1 ? operations : tiers.map(titleOfTier);
  return `${countOf(others, 'other finding')} of the same cause; altogether ${listFirst(names, MOST_NAMES)}`;
}

function describeState(finding: Finding, record: RunRecord): string {
  const state = driftStateOf(finding, record);
  if (state === 'updated') return ' [worse than accepted]';
  return state === 'unchanged' ? ' [known]' : '';
}

const READABLE = ['report.html', 'report.md', 'run.json'];

/** The file that somebody is sent to, or the next best where that one is not written. */
function fileToRead({ written }: ConsoleOptions, wanted: string): string {
  return [wanted, ...READABLE].find((name) => written?.includes(name) ?? true) ?? wanted;
}
