import { countOf, listFirst } from '../core/text.ts';
import type { Finding } from '../findings/finding.ts';
import { printPlace } from '../findings/place.ts';
import type { MatrixCell, RunRecord } from '../findings/run-record.ts';
import { explainCommand, rerunFinding } from './commands.ts';
import {
  describeAcceptances,
  describeCases,
  describeCovered,
  describeClause,
  describeContract,
  describeDrift,
  describeFailedSteps,
  describeOperation,
  describeOperations,
  describeReconciliation,
  describeResponsible,
  driftStateOf,
  groupBySeverity,
  groupGaps,
  listColumns,
  listCoverage,
  listUnreconciled,
  titleOfRule,
  titleOfTier,
  titleOfVerdict,
} from './describe-record.ts';
import { markdownBlock, markdownCode, markdownText, takeWithin } from './markdown-text.ts';
import { partSeen } from './part-seen.ts';
import type { Reporter } from './reporter.ts';

const MOST_BYTES = 950_000;
const MOST_BYTES_OF_LIST = 60_000;
const MOST_WEAK = 10;

/** The reporter of a summary in GitHub-flavoured Markdown, for the page of a job, an issue or a pull request. It stays below 1 MB. */
export const markdown: Reporter = {
  id: 'markdown',
  title: 'a summary for the page of a job',
  fileName: 'report.md',
  render: (record) => {
    const { taken, left } = takeWithin(renderSections(record), MOST_BYTES);
    return `${[...taken, ...(left === 0 ? [] : ['', 'Cut here; the whole record is in run.json.'])].join('\n')}\n`;
  },
};

function renderSections(record: RunRecord): readonly string[] {
  return [
    `# ${titleOfVerdict(record)}`,
    '',
    `${markdownText(record.because)} (exit code ${record.exitCode})`,
    '',
    ...describeFailedSteps(record).flatMap((text) => [`**${markdownText(text)}**`, '']),
    ...renderRun(record),
    ...renderFigures(record),
    ...renderFindings(record),
    ...renderMatrix(record),
    ...renderList('## Baseline', describeAcceptances(record).map(markdownText)),
    ...renderReconciliation(record),
    ...renderList(`## Not verified: ${countOf(record.gaps.length, 'gap')}`, gapTexts(record)),
    ...renderList('## Known deviations', deviationTexts(record)),
    ...renderList('## Contract: tighten these first', strengthTexts(record)),
    ...renderList('## Notes', record.notes.map(markdownText)),
    ...renderList('## Left behind', leftoverTexts(record)),
  ];
}

function renderRun({ run }: RunRecord): readonly string[] {
  const { target } = run;
  const faults = run.faults.length === 0 ? '' : `, faults ${markdownCode(run.faults.join(', '))}`;
  const only = run.selection.length === 0 ? '' : `, only ${markdownCode(run.selection.join(', '))}`;
  return [
    `${markdownText(describeContract(run))} against ${markdownText(target.name)} (${markdownText(target.kind)}), profile ${markdownText(run.profile)}, seed ${markdownCode(run.seed)}${only}${faults}, ${markdownText(run.startedAt)}, ${(run.durationMs / 1000).toFixed(1)} s`,
    '',
  ];
}

function renderFigures(record: RunRecord): readonly string[] {
  const { requests } = record;
  const rows: readonly (readonly [string, string])[] = [
    [
      'findings',
      groupBySeverity(record.findings)
        .map(([severity, group]) => `${group.length} ${severity}`)
        .join(', ') || 'none',
    ],
    ...(describeDrift(record) === '' ? [] : [['against the baseline', describeDrift(record)] as const]),
    ...listCoverage(record.coverage).map(
      ([label, count]) => [label, `${count.done} of ${count.of}${describeCovered(count)}`] as const,
    ),
    ['cases', describeCases(record)],
    [
      'requests',
      `${requests.planned} planned, ${requests.sent} sent, ${requests.polling} polling, retries: ${requests.retries}`,
    ],
  ];
  return ['| Verified | |', '| --- | --- |', ...rows.map((row) => tableRow(row)), ''];
}

function renderList(heading: string, texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return [];
  const { taken, left } = takeWithin(
    texts.map((text) => `- ${text}`),
    MOST_BYTES_OF_LIST,
  );
  return [heading, '', ...taken, ...(left === 0 ? [] : [`- ${left} more are in run.json`]), ''];
}

/** Renders the edits that are proposed, and the findings of shape that none is proposed for. */
function renderReconciliation(record: RunRecord): readonly string[] {
  const summary = describeReconciliation(record);
  if (summary === '') return [];
  const edits = (record.reconciliation?.edits ?? []).map(
    ({ title, fingerprints, answers }) =>
      `${markdownText(title)} (makes ${fingerprints.map(markdownCode).join(', ')} go; proven on ${countOf(answers, 'recorded answer')})`,
  );
  const left = listUnreconciled(record).map(
    ({ finding, reason }) => `no edit is proposed for ${markdownText(finding)}: ${markdownText(reason)}`,
  );
  return renderList('## Contract or deployment', [markdownText(summary), ...edits, ...left]);
}

const MOST_OPERATIONS = 20;

function gapTexts(record: RunRecord): readonly string[] {
  return groupGaps(record.gaps).map(({ count, rule, reason, operations, tiers }) => {
    const names = operations.length > 0 ? operations : tiers;
    const where = names.length === 0 ? '' : ` (${listFirst(names.map(markdownText), MOST_OPERATIONS)})`;
    return `${count} × ${markdownText(rule)}: ${markdownText(reason)}${where}`;
  });
}

function deviationTexts(record: RunRecord): readonly string[] {
  return record.deviations.map(({ id, tier, reason, operations, state }) => {
    const where =
      operations.length === 0 ? '' : ` on ${operations.slice(0, MOST_OPERATIONS).map(markdownText).join(', ')}`;
    return `${markdownText(id)} (${markdownText(titleOfTier(tier))}), ${state}${where}: ${markdownText(reason)}`;
  });
}

/** Lists the operations at which the contract would notice the least, the weakest first. */
function strengthTexts({ strength }: RunRecord): readonly string[] {
  return [...strength]
    .filter(({ weaknesses }) => weaknesses.length > 0)
    .sort((left, right) => left.score - right.score)
    .slice(0, MOST_WEAK)
    .map(
      ({ operationId, score, weaknesses }) =>
        `${markdownText(operationId)} (${score} of 100): ${markdownText(weaknesses.join('; '))}`,
    );
}

function leftoverTexts({ leftovers }: RunRecord): readonly string[] {
  return leftovers.map(
    ({ kind, name, removal }) =>
      `${markdownText(kind)} ${markdownCode(name)}: ${removal === '' ? 'gone with the embedded deployment' : markdownCode(removal)}`,
  );
}

// Leaves room for the other sections in the megabyte that hosts take for the summary of a job.
const MOST_BYTES_OF_FINDINGS = 400_000;

/** Renders the findings, the worst first, each under a name that the matrix links to. */
function renderFindings(record: RunRecord): readonly string[] {
  if (record.findings.length === 0) return [];
  const entries = groupBySeverity(record.findings).flatMap(([severity, group]) =>
    group.map((finding, index) => {
      const heading = index > 0 ? '' : `### ${severity} (${group.length})\n\n`;
      return `${heading}${[renderFinding(finding, record), ...renderOccurrences(finding)].join('\n')}`;
    }),
  );
  const { taken, left } = takeWithin(entries, MOST_BYTES_OF_FINDINGS);
  return [
    '## Findings',
    '',
    ...taken,
    ...(left === 0 ? [] : [`${countOf(left, 'more finding')}: see findings.json.`, '']),
  ];
}

function renderFinding(finding: Finding, record: RunRecord): string {
  const quote = finding.clause.quote ?? '';
  const part = partSeen(finding, record);
  const where = explainCommand(finding.reproduce);
  return [
    anchor(finding),
    '',
    `**${markdownText(describeOperations(finding))}** ${describeCaller(finding)}: ${markdownText(titleOfRule(finding.rule))} (${markdownText(finding.rule)})${describeState(finding, record)}`,
    '',
    `- contract: ${markdownCode(finding.expected)} at ${markdownCode(describeClause(finding.clause))}`,
    ...(quote === '' ? [] : [`- it reads: ${markdownCode(quote.replace(/\s*\n\s*/g, ' \u23ce '))}`]),
    `- seen: ${markdownCode(finding.seen)} in ${markdownCode(printPlace(finding.place))}`,
    ...(part === '' ? [] : [`- in the answer: ${markdownCode(part)}`]),
    `- why it matters: ${markdownText(finding.why)}`,
    ...(finding.attack === undefined ? [] : [`- attack: ${markdownText(finding.attack)}`]),
    `- who has to change: ${markdownText(describeResponsible(finding))}`,
    '',
    `<details><summary>reproduce (${countOf(finding.cases.length, 'case')})</summary>`,
    '',
    ...markdownBlock([finding.reproduce, rerunFinding(finding, record.run)]),
    ...(where === '' ? [] : ['', markdownText(where)]),
    '',
    '</details>',
    '',
  ].join('\n');
}

/** Renders the occurrences of a finding beside the canonical one, a line each. */
function renderOccurrences({ occurrences }: Finding): readonly string[] {
  const [, ...others] = occurrences;
  if (others.length === 0) return [];
  return [
    `<details><summary>the same at ${countOf(others.length, 'more place')}</summary>`,
    '',
    ...others.map(
      (occurrence) =>
        `- ${anchor(occurrence)}${markdownText(describeOperation(occurrence))} ${describeCaller(occurrence)}, ${markdownCode(printPlace(occurrence.place))}, ${markdownText(occurrence.fingerprint)}`,
    ),
    '',
    '</details>',
    '',
  ];
}

function anchor({ fingerprint }: Pick<Finding, 'fingerprint'>): string {
  return `<a id="${anchorOf(fingerprint)}"></a>`;
}

function describeCaller({ operationId, tier }: Pick<Finding, 'operationId' | 'tier'>): string {
  return `${markdownText(operationId)}${tier === undefined ? '' : `, called with ${markdownText(titleOfTier(tier))}`}`;
}

function describeState(finding: Finding, record: RunRecord): string {
  const state = driftStateOf(finding, record);
  if (state === 'updated') return ' _worse than accepted_';
  return state === 'unchanged' ? ' _known_' : '';
}

const MOST_BYTES_OF_MATRIX = 100_000;

const LEGEND =
  '`+` let in, as documented · `-` refused, as documented · `✗` drift · `?` could not tell · `≈` covered by another operation of the same gate · `·` not probed · empty: not part of this run';

/** Renders the plain cells of the tier matrix: operations by tiers, drift linked to its finding. */
function renderMatrix(record: RunRecord): readonly string[] {
  const cells = record.matrix.filter((cell) => cell.variant === undefined);
  if (cells.length === 0) return [];
  const tiers = listColumns(cells);
  const anchors = anchorsByCase(record);
  const rows = new Map<string, Map<string, MatrixCell>>();
  for (const cell of cells) {
    const row = rows.get(cell.operationId) ?? new Map<string, MatrixCell>();
    rows.set(cell.operationId, row.set(cell.tier, cell));
  }
  const lines = [...rows].map(([operationId, row]) =>
    tableRow([markdownText(operationId), ...tiers.map((tier) => renderCell(row.get(tier), anchors))]),
  );
  const { taken, left } = takeWithin(lines, MOST_BYTES_OF_MATRIX);
  return [
    '## Who gets in',
    '',
    LEGEND,
    '',
    tableRow(['operation', ...tiers.map(markdownText)]),
    tableRow(['---', ...tiers.map(() => ':-:')]),
    ...taken,
    '',
    ...(left === 0 ? [] : [`${left} more operations are in run.json.`, '']),
  ];
}

/** Renders a row of a table; the cells have to be Markdown already. */
function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Maps each case to the anchor of its worst finding, at the operation that the case is of. */
function anchorsByCase(record: RunRecord): ReadonlyMap<string, string> {
  const anchors = new Map<string, string>();
  for (const { fingerprint, occurrences } of record.findings) {
    for (const [index, occurrence] of occurrences.entries()) {
      const anchor = anchorOf(index === 0 ? fingerprint : occurrence.fingerprint);
      for (const caseId of occurrence.cases) if (!anchors.has(caseId)) anchors.set(caseId, anchor);
    }
  }
  return anchors;
}

/** Returns the name under which a finding can be linked to. */
function anchorOf(fingerprint: string): string {
  return `finding-${fingerprint.replace(/[^0-9a-f]/g, '')}`;
}

function renderCell(cell: MatrixCell | undefined, anchors: ReadonlyMap<string, string>): string {
  switch (cell?.verdict) {
    case 'as-expected':
      return cell.access === 'accepted' ? '+' : '-';
    case 'drift': {
      const anchor = anchors.get(cell.caseId);
      return anchor === undefined ? '**✗**' : `[**✗**](#${anchor})`;
    }
    case 'could-not-tell':
      return '?';
    case 'covered':
      return '≈';
    case 'not-probed':
      return '·';
    case undefined:
      return '';
  }
}
