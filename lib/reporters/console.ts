import { styleText } from 'node:util';
import type { Severity } from '../core/severity.ts';
import { countOf, listFirst } from '../core/text.ts';
import type { Finding } from '../findings/finding.ts';
import { operationsOf } from '../findings/merge-into-causes.ts';
import type { RunRecord, RunVerdict } from '../findings/run-record.ts';
import { explainCommand, rerunFinding } from './commands.ts';
import { printPlace } from '../findings/place.ts';
import {
  DEVIATION_STATES,
  describeAcceptances,
  describeCases,
  describeCovered,
  describeClause,
  describeContract,
  describeDrift,
  describeFailedSteps,
  describeOperations,
  describeReconciliation,
  describeResponsible,
  driftStateOf,
  type GapGroup,
  groupBySeverity,
  groupGaps,
  listCallers,
  listCoverage,
  passesDrift,
  titleOfRule,
  titleOfTier,
  titleOfVerdict,
} from './describe-record.ts';
import { partSeen } from './part-seen.ts';
import { cutText, toPrintable, wrapText } from './safe-text.ts';

/** The place of the reports, and the terminal that the summary is printed on. */
export interface ConsoleOptions {
  /** The folder of the reports, as the reader can open it. */
  readonly reportDirectory: string;
  /** Names of the files there, where not all formats are written. */
  readonly written?: readonly string[];
  readonly paint?: Paint;
  /** The width of the terminal. Lines are at most 100 characters long, also where it is not known. */
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

export const COLOR_OF_SEVERITY: Readonly<Record<Severity, Color>> = {
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
 * Renders the summary that ends a run: the verdict, the findings, how much of the contract was verified, and what was
 * not and why. Lines fit the terminal, except for the verdict, commands and addresses, which are for copying. Nothing that a
 * deployment sends can control the terminal.
 */
export function renderConsole(record: RunRecord, options: ConsoleOptions): string {
  const { paint = plain } = options;
  const layout = createLayout(paint, options.columns);
  return [
    verdictLine(record, paint),
    ...describeFailedSteps(record).flatMap((text) => layout.hang('', text)),
    ...runLines(record, layout),
    ...findingLines(record, options, layout),
    '',
    ...renderFigures(record, layout),
    '',
    ...hintLines(record, layout),
    `Report: ${toPrintable(options.reportDirectory)}/${fileToRead(options, 'report.html')}`,
    describeExit(record),
  ].join('\n');
}

/** Says what the exit code of a run means. */
export function describeExit({ exitCode, verdict }: RunRecord): string {
  return `Exit code ${exitCode}: ${MEANING_OF_VERDICT[verdict]}`;
}

/** The verdict of a run and why, in so many characters of the reason. */
export function verdictLine(record: RunRecord, paint: Paint, mostOfReason = MOST_OF_REASON): string {
  const color = passesDrift(record) ? COLOR_OF_SEVERITY.minor : COLOR_OF_VERDICT[record.verdict];
  return `${paint(color, titleOfVerdict(record))}: ${cutText(toPrintable(record.because), mostOfReason)} (exit code ${record.exitCode})`;
}

/** Lists the next step for somebody new: how to set the variables of the commands, or how to see drift. */
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

function addressOf({ cpBaseUrl, tenantBaseUrl, baseUrls = {} }: RunRecord['run']['target']): string {
  return cpBaseUrl ?? tenantBaseUrl ?? Object.values(baseUrls).join(', ');
}

function runLines({ run }: RunRecord, layout: Layout): readonly string[] {
  const { target } = run;
  const seconds = (run.durationMs / 1000).toFixed(1);
  const faults = run.faults.length === 0 ? '' : `, faults ${run.faults.join(', ')}`;
  const text = `${describeContract(run)} against ${target.name} (${target.kind}, ${addressOf(target)}), profile ${run.profile}, seed ${run.seed}, ${seconds} s${faults}`;
  return layout.hang('', text);
}

function findingLines(record: RunRecord, options: ConsoleOptions, layout: Layout): readonly string[] {
  const shown = new Set(newFirst(record).slice(0, MOST_IN_FULL));
  const lines = groupBySeverity(record.findings).flatMap(([severity, group]) => [
    '',
    layout.paint(COLOR_OF_SEVERITY[severity], `${severity.toUpperCase()} (${group.length})`),
    ...group
      .filter((finding) => shown.has(finding))
      .flatMap((finding) => ['', ...describeFinding(finding, record, layout)]),
  ]);
  const left = record.findings.length - shown.size;
  return left === 0
    ? lines
    : [
        ...lines,
        '',
        `and ${countOf(left, 'more finding')}, see ${toPrintable(options.reportDirectory)}/${fileToRead(options, 'report.md')}`,
      ];
}

/** Puts the findings that are not accepted before the others. */
function newFirst(record: RunRecord): readonly Finding[] {
  const isOld = (finding: Finding): boolean => driftStateOf(finding, record) === 'unchanged';
  return [...record.findings.filter((finding) => !isOld(finding)), ...record.findings.filter(isOld)];
}

/** Describes a finding in full, or in one line where it has been accepted. */
function describeFinding(finding: Finding, record: RunRecord, layout: Layout): readonly string[] {
  const { paint, field } = layout;
  const { fingerprint, cases, clause } = finding;
  if (driftStateOf(finding, record) === 'unchanged')
    return layout.hang(
      '  ',
      `${describeOperations(finding)} ${finding.operationId}: ${titleOfRule(finding.rule)} (${finding.rule}) [known] ${fingerprint}`,
    );
  const quote = clause.quote?.replace(/\s*\n\s*/g, ' \u23ce ') ?? '';
  const operations = operationsOf(finding);
  const callers = listCallers(finding);
  return [
    `  ${paint('bold', toPrintable(describeOperations(finding)))}  ${toPrintable(`${finding.operationId}${describeState(finding, record)}`)}`,
    ...field('rule', `${finding.rule}: ${titleOfRule(finding.rule)}`),
    ...field(callers.length < 2 ? 'caller' : 'callers', listFirst(callers, MOST_NAMES)),
    ...field('contract', `${finding.expected} [${describeClause(clause)}]`),
    ...field('reads', quote),
    ...field('seen', `${finding.seen} (${printPlace(finding.place)})`),
    ...field('in answer', partSeen(finding, record)),
    ...field('why', finding.why),
    ...(finding.attack === undefined ? [] : field('attack', finding.attack)),
    ...field('change', describeResponsible(finding)),
    // Commands are not wrapped: they are for copying.
    `    again     ${toPrintable(finding.reproduce)}`,
    ...field('where', explainCommand(finding.reproduce)),
    `    or        ${toPrintable(rerunFinding(finding, record.run))}`,
    ...field('known as', fingerprint),
    ...field('also in', cases.length < 2 ? '' : countOf(cases.length - 1, 'other case')),
    ...field('on', operations.length < 2 ? '' : listFirst(operations, MOST_NAMES)),
  ];
}

const MOST_NAMES = 8;

function describeState(finding: Finding, record: RunRecord): string {
  const state = driftStateOf(finding, record);
  if (state === 'updated') return ' [worse than accepted]';
  return state === 'unchanged' ? ' [known]' : '';
}

const READABLE = ['report.html', 'report.md', 'run.json'];

/** Returns the wanted file, or the next best one where it is not written. */
export function fileToRead({ written }: ConsoleOptions, wanted: string): string {
  return [wanted, ...READABLE].find((name) => written?.includes(name) ?? true) ?? wanted;
}

/** Colours a text, or returns it as it is. */
export type Paint = (color: Parameters<typeof styleText>[0], text: string) => string;

/** Leaves a text as it is. */
const plain: Paint = (_, text) => text;

/** Colours a text for a terminal. */
export const colored: Paint = (color, text) => styleText(color, text, { validateStream: false });

/** The longest line, because longer ones are hard to read. */
const MOST_COLUMNS = 100;
const LEAST_COLUMNS = 40;
const LABEL_WIDTH = 10;

/** The functions that set the lines of a summary in its colours and to its width. */
export interface Layout {
  readonly paint: Paint;
  readonly width: number;
  /** Sets `lead` and the text beside it, wrapped under itself. Whatever the text holds, it stays text. */
  readonly hang: (lead: string, text: string) => readonly string[];
  /** Sets a labelled value below an entry; no line where the value is empty. */
  readonly field: (label: string, value: string) => readonly string[];
}

/** Makes the layout for a terminal of so many columns. */
export function createLayout(paint: Paint = plain, columns = MOST_COLUMNS): Layout {
  const width = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, columns));
  const hang: Layout['hang'] = (lead, text) => {
    const indent = ' '.repeat(lead.length);
    return wrapText(toPrintable(text), width - lead.length).map(
      (line, index) => `${index === 0 ? lead : indent}${line}`,
    );
  };
  return {
    paint,
    width,
    hang,
    field: (label, value) => (value === '' ? [] : hang(`    ${label.padEnd(LABEL_WIDTH)}`, value)),
  };
}

const MOST_REASONS = 15;
const MOST_OPERATIONS = 6;

/** Renders how much was verified, what was not and why, and what else a reader has to know. */
function renderFigures(record: RunRecord, layout: Layout): readonly string[] {
  return [
    ...verifiedLines(record, layout),
    ...section('Against the baseline', driftTexts(record), layout),
    ...section('Contract or deployment', reconciliationTexts(record), layout),
    ...gapLines(record, layout),
    ...section('Known deviations', deviationTexts(record), layout),
    ...section('Notes', record.notes, layout),
    ...leftoverLines(record, layout),
  ];
}

function verifiedLines(record: RunRecord, layout: Layout): readonly string[] {
  const { requests } = record;
  const counts = listCoverage(record.coverage).map(
    ([label, count]) => `${label} ${count.done}/${count.of}${describeCovered(count)}`,
  );
  return [
    layout.paint('bold', 'Verified'),
    ...layout.hang('  ', counts.join(', ')),
    ...layout.hang('  ', `cases: ${describeCases(record)}`),
    ...layout.hang(
      '  ',
      `requests: planned ${requests.planned}, sent ${requests.sent}, polling ${requests.polling}, retries ${requests.retries}, removals ${requests.removals}`,
    ),
  ];
}

function gapLines(record: RunRecord, layout: Layout): readonly string[] {
  const groups = groupGaps(record.gaps);
  const shown = groups
    .slice(0, MOST_REASONS)
    .map((group) => `${group.count} × ${group.rule}: ${group.reason}${describeWhere(group)}`);
  const left = groups.length - shown.length;
  const rest = left === 0 ? [] : [`${countOf(left, 'more reason')}, all in report.md`];
  return section(`Not verified (${countOf(record.gaps.length, 'gap')})`, [...shown, ...rest], layout);
}

function describeWhere({ operations, tiers }: GapGroup): string {
  const names = operations.length > 0 ? operations : tiers.map(titleOfTier);
  return names.length === 0 ? '' : ` [${listFirst(names, MOST_OPERATIONS)}]`;
}

function driftTexts(record: RunRecord): readonly string[] {
  const summary = describeDrift(record);
  return summary === '' ? [] : [summary, ...describeAcceptances(record)];
}

/** Summarises the edits of the contract that are proposed; the file has the edits themselves. */
function reconciliationTexts(record: RunRecord): readonly string[] {
  const summary = describeReconciliation(record);
  return summary === '' ? [] : [summary];
}

function deviationTexts(record: RunRecord): readonly string[] {
  return record.deviations.map(({ id, tier, reason, operations, state }) => {
    const where = operations.length === 0 ? '' : ` on ${countOf(operations.length, 'operation')}`;
    return `${id} (${titleOfTier(tier)}), ${DEVIATION_STATES[state]}${where}: ${reason}`;
  });
}

function section(title: string, texts: readonly string[], layout: Layout): readonly string[] {
  return texts.length === 0
    ? []
    : ['', layout.paint('bold', title), ...texts.flatMap((text) => layout.hang('  - ', text))];
}

function leftoverLines(record: RunRecord, layout: Layout): readonly string[] {
  if (record.leftovers.length === 0) return [];
  const how = record.leftovers.some(({ removal }) => removal !== '')
    ? 'remove with conform sweep, or by hand'
    : 'gone with the embedded deployment, which has ended';
  return [
    '',
    layout.paint(['bold', 'red'], `Left behind (${record.leftovers.length}): ${how}`),
    // Commands are not wrapped: they are for copying.
    ...record.leftovers.flatMap(({ kind, name, removal }) => [
      ...layout.hang('  - ', `${kind} ${name}`),
      ...(removal === '' ? [] : [`    ${toPrintable(removal)}`]),
    ]),
  ];
}
