import { countOf, pluralise } from '../core/text.ts';
import { compareSeverity } from '../core/severity.ts';
import type { Finding } from '../findings/finding.ts';
import type { RunRecord } from '../findings/run-record.ts';
import { findRule } from '../rules/rules.ts';
import {
  COLOR_OF_SEVERITY,
  createLayout,
  describeExit,
  fileToRead,
  verdictLine,
  type ConsoleOptions,
  type Layout,
} from './console.ts';
import {
  describeContract,
  describeDrift,
  describeOperations,
  driftStateOf,
  groupBySeverity,
  groupGaps,
  titleOfRule,
} from './describe-record.ts';
import { cutText, toPrintable } from './safe-text.ts';

/** Lines of a terminal, without the one of the next prompt. */
const MOST_LINES = 23;
const MOST_COLUMNS = 80;
const MOST_CAUSES = 3;
const MOST_OF_REASON = 100;
/** The verdict with its reason, where it is longer than the terminal is wide. */
const LINES_OF_VERDICT = 2;

/**
 * Renders a run on one screen of 80 columns and 24 lines: the verdict and why, the worst causes with what would put each right, how
 * much was checked, and where the report is. `--verbose` and the reports have the rest.
 */
export function renderBrief(record: RunRecord, options: ConsoleOptions): string {
  const layout = createLayout(options.paint, Math.min(options.columns ?? MOST_COLUMNS, MOST_COLUMNS));
  const { hang } = layout;
  // The terminal breaks the verdict, which is painted.
  const top = [
    verdictLine(record, layout.paint, MOST_OF_REASON),
    ...runLine(record, layout),
    ...failedSteps(record, layout),
  ];
  const end = [
    '',
    ...hang(
      '',
      `Report: ${toPrintable(options.reportDirectory)}/${fileToRead(options, 'report.html')} (--verbose prints all of it)`,
    ),
    ...hang('', describeExit(record)),
  ];
  const room = MOST_LINES - LINES_OF_VERDICT - top.length + 1 - end.length;
  const [last = []] = LESS_AND_LESS.map((detail) => [
    '',
    ...checkedLines(record, layout, detail),
    ...leftoverLines(record, layout, detail),
  ]).filter((lines, index) => lines.length + LEAST_ON_CAUSES <= room || index === LESS_AND_LESS.length - 1);
  return [...top, ...causeLines(record, layout, room - last.length), ...last, ...end].join('\n');
}

/** How much is said of what was not verified, and of what is left behind. */
interface Detail {
  readonly hasReason: boolean;
  readonly names: number;
}

/** Tried in turn until it fits. */
const LESS_AND_LESS: readonly Detail[] = [
  { hasReason: true, names: 2 },
  { hasReason: false, names: 1 },
  { hasReason: false, names: 0 },
];
/** A blank line, the counts, one cause and the number of the others. */
const LEAST_ON_CAUSES = 7;

function runLine({ run }: RunRecord, layout: Layout): readonly string[] {
  const { target, profile, edition, durationMs } = run;
  const where = target.cpBaseUrl ?? target.tenantBaseUrl ?? '';
  const text = `${describeContract(run)} against ${target.name} (${where})`;
  const facts = [
    ...(edition === undefined ? [] : [`edition ${edition}`]),
    `profile ${profile}`,
    `${(durationMs / 1000).toFixed(1)} s`,
  ];
  return [text, facts.join(', ')].map((line) => cutText(toPrintable(line), layout.width));
}

/** The first step of the set-up that failed, in the words of the server, and what to do. */
function failedSteps({ failedSteps: steps = [] }: RunRecord, { hang, width }: Layout): readonly string[] {
  const [first] = steps;
  if (first === undefined) return [];
  const { title, request, seen, cases, advice } = first;
  const more = steps.length < 2 ? '' : ` (and ${countOf(steps.length - 1, 'more step')})`;
  const fit = (text: string, lines: number): readonly string[] =>
    hang('', cutText(text, lines * (width - MOST_LOST / 2)));
  return [
    ...fit(`Set-up failed: ${title}${more}: ${request} ${seen}`, 2),
    ...fit(`${countOf(cases, 'case')} ${pluralise(cases, 'depends', 'depend')} on it. To do: ${advice}`, 4),
  ];
}

/** The counts of the findings, and the worst of them as far as there is room, those that are not accepted first. */
function causeLines(record: RunRecord, layout: Layout, room: number): readonly string[] {
  const { findings } = record;
  if (findings.length === 0) return [];
  const counts = groupBySeverity(findings).map(([severity, group]) => `${group.length} ${severity}`);
  const drift = describeDrift(record);
  const title = layout.hang('', `${counts.join(', ')}${drift === '' ? '' : ` (${drift})`}`);
  const isKnown = (finding: Finding): boolean => driftStateOf(finding, record) === 'unchanged';
  const worst = [...findings]
    .sort(
      (left, right) => Number(isKnown(left)) - Number(isKnown(right)) || compareSeverity(left.severity, right.severity),
    )
    .slice(0, MOST_CAUSES)
    .map((finding) => describeCause(finding, record, layout));
  const shown: string[] = [];
  let count = 0;
  for (const lines of worst) {
    // The line that says how many more there are has to fit as well.
    if (title.length + shown.length + lines.length + 2 > room) break;
    shown.push(...lines);
    count += 1;
  }
  const more = findings.length - count;
  return ['', ...title, ...shown, ...(more > 0 ? [`and ${more} more in the report`] : [])];
}

/** A cause in a few lines: its weight and what it is, where, and what would put it right. */
function describeCause(finding: Finding, record: RunRecord, { paint, hang, width }: Layout): readonly string[] {
  const label = finding.severity.toUpperCase().padEnd(LABEL_WIDTH);
  const indent = ' '.repeat(LABEL_WIDTH);
  const known = driftStateOf(finding, record) === 'unchanged' ? ' [known]' : '';
  const fit = (text: string): string => cutText(toPrintable(text), width - LABEL_WIDTH);
  return [
    `${paint(COLOR_OF_SEVERITY[finding.severity], label)}${fit(`${titleOfRule(finding.rule)}${known}`)}`,
    `${indent}${fit(describeOperations(finding))}`,
    ...hang(indent, cutText(`Fix: ${findRule(finding.rule)?.fix ?? ''}`, 2 * (width - LABEL_WIDTH) - MOST_LOST)),
  ];
}

const LABEL_WIDTH = 10;
/** As much as a line may lose where it is broken at a blank. */
const MOST_LOST = 15;

function checkedLines(
  { coverage, requests, gaps }: RunRecord,
  layout: Layout,
  { hasReason }: Detail,
): readonly string[] {
  const { operations, matrixCells } = coverage;
  const checked = `Checked ${operations.done} of ${countOf(operations.of, 'operation')} and ${matrixCells.done} of ${countOf(matrixCells.of, 'cell')} of the access matrix, with ${countOf(requests.sent, 'request')}.`;
  const [first] = groupGaps(gaps);
  const reason = hasReason && first !== undefined ? `, such as: ${first.reason}` : '';
  const unverified =
    first === undefined
      ? []
      : [cutText(`Not verified: ${countOf(gaps.length, 'thing')}${reason}`, 2 * layout.width - MOST_LOST)];
  return [checked, ...unverified].flatMap((text) => layout.hang('', text));
}

function leftoverLines({ leftovers }: RunRecord, layout: Layout, detail: Detail): readonly string[] {
  if (leftovers.length === 0) return [];
  const names = leftovers
    .slice(0, detail.names)
    .map(({ kind, name }) => cutText(toPrintable(`  ${kind} ${name}`), layout.width));
  const more = leftovers.length - names.length;
  return [
    `Left behind: ${countOf(leftovers.length, 'thing')}; \`conform sweep\` removes what can be removed`,
    ...names,
    ...(more > 0 && names.length > 0 ? [`  and ${more} more`] : []),
  ];
}
