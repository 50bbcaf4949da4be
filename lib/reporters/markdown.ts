import { countOf, listFirst } from '../core/text.ts';
import type { RunRecord } from '../findings/run-record.ts';
import {
  describeCases,
  describeAcceptances,
  describeContract,
  describeDrift,
  describeReconciliation,
  groupBySeverity,
  groupGaps,
  listCoverage,
  listUnreconciled,
  titleOfTier,
  titleOfVerdict,
} from './describe-record.ts';
import { renderFindings } from './markdown-findings.ts';
import { renderMatrix, tableRow } from './markdown-matrix.ts';
import { markdownCode, markdownText, takeWithin } from './markdown-text.ts';
import type { Reporter } from './reporter.ts';

const MOST_BYTES = 950_000;
const MOST_BYTES_OF_LIST = 60_000;
const MOST_WEAK = 10;

/** A summary in GitHub-flavoured Markdown: for the page of a job, an issue or a pull request. Below 1 MB, whatever the run found. */
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
    ...listCoverage(record.coverage).map(([label, count]) => [label, `${count.done} of ${count.of}`] as const),
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

/** The edits that would make findings go, and the findings of shape that none is proposed for. */
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

/** The weakest operations first: a wrong answer there may not have been noticed. */
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
