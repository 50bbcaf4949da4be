import { styleText } from 'node:util';
import type { Severity } from '../core/severity.ts';
import type { Finding } from '../findings/finding.ts';
import type { RunRecord, RunVerdict } from '../findings/run-record.ts';
import { renderFigures } from './console-figures.ts';
import { fieldLines, hangingLines, type Paint } from './console-lines.ts';
import {
  countOf,
  describeClause,
  describeOperation,
  driftStateOf,
  groupBySeverity,
  titleOfRule,
  titleOfTier,
  VERDICT_TITLES,
} from './describe-record.ts';
import { cutText, toPrintable } from './safe-text.ts';

export interface ConsoleOptions {
  /** Where the reports of the run are, as the reader can open it. */
  readonly reportDirectory: string;
  readonly color?: boolean;
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
 * was not. Fits 100 columns except for commands and addresses, which are for copying. Nothing that a deployment sends
 * can control the terminal.
 */
export function renderConsole(record: RunRecord, options: ConsoleOptions): string {
  const paint: Paint = (color, text) =>
    options.color === true ? styleText(color, text, { validateStream: false }) : text;
  return [
    verdictLine(record, paint),
    ...runLines(record),
    ...findingLines(record, options, paint),
    '',
    ...renderFigures(record, paint),
    '',
    ...hintLines(record),
    `Report: ${toPrintable(options.reportDirectory)}/report.html`,
    `Exit code ${record.exitCode}: ${MEANING_OF_VERDICT[record.verdict]}`,
  ].join('\n');
}

function verdictLine(record: RunRecord, paint: Paint): string {
  return `${paint(COLOR_OF_VERDICT[record.verdict], VERDICT_TITLES[record.verdict])}: ${cutText(toPrintable(record.because), MOST_OF_REASON)} (exit code ${record.exitCode})`;
}

/** The embedded deployment conforms, which shows a newcomer little. */
function hintLines({ run, verdict }: RunRecord): readonly string[] {
  if (run.target.kind !== 'embedded' || run.faults.length > 0 || verdict !== 'conforms') return [];
  return ['To see drift: conform run --fault <id>, with an id of conform serve --list-faults'];
}

function runLines({ run }: RunRecord): readonly string[] {
  const { contract, target } = run;
  const seconds = (run.durationMs / 1000).toFixed(1);
  const faults = run.faults.length === 0 ? '' : `, faults ${run.faults.join(', ')}`;
  const text = `${contract.title} ${contract.version} against ${target.name} (${target.kind}, ${target.cpBaseUrl}), profile ${run.profile}, seed ${run.seed}, ${seconds} s${faults}`;
  return hangingLines('', text);
}

function findingLines(record: RunRecord, options: ConsoleOptions, paint: Paint): readonly string[] {
  const shown = new Set(newFirst(record).slice(0, MOST_IN_FULL));
  const lines = groupBySeverity(record.findings).flatMap(([severity, group]) => [
    '',
    paint(COLOR_OF_SEVERITY[severity], `${severity.toUpperCase()} (${group.length})`),
    ...group
      .filter((finding) => shown.has(finding))
      .flatMap((finding) => ['', ...describeFinding(finding, record, paint)]),
  ]);
  const left = record.findings.length - shown.size;
  return left === 0 ? lines : [...lines, '', `and ${left} more, see ${toPrintable(options.reportDirectory)}/report.md`];
}

/** What nobody has accepted yet comes before what is known. */
function newFirst(record: RunRecord): readonly Finding[] {
  const isKnown = (finding: Finding): boolean => driftStateOf(finding, record) === 'unchanged';
  return [...record.findings.filter((finding) => !isKnown(finding)), ...record.findings.filter(isKnown)];
}

function describeFinding(finding: Finding, record: RunRecord, paint: Paint): readonly string[] {
  const known = driftStateOf(finding, record) === 'unchanged' ? ' [known]' : '';
  return [
    `  ${paint('bold', toPrintable(describeOperation(finding)))}  ${toPrintable(`${finding.operationId}${known}`)}`,
    ...fieldLines('rule', `${finding.rule}: ${titleOfRule(finding.rule)}`),
    ...fieldLines('caller', finding.tier === undefined ? '' : titleOfTier(finding.tier)),
    ...fieldLines('contract', `${finding.expected} [${describeClause(finding.clause)}]`),
    ...fieldLines('seen', `${finding.seen} (${finding.place})`),
    ...(finding.attack === undefined ? [] : fieldLines('attack', finding.attack)),
    // Not wrapped: it is for copying.
    `    again     ${toPrintable(finding.reproduce)}`,
    ...fieldLines('also in', finding.cases.length < 2 ? '' : countOf(finding.cases.length - 1, 'other case')),
  ];
}
