import type { Finding } from '../findings/finding.ts';
import type { RunRecord } from '../findings/run-record.ts';
import {
  countCases,
  countOf,
  describeClause,
  describeOperation,
  groupFindings,
  groupGaps,
  listCoverage,
  titleOfRule,
  titleOfTier,
  VERDICT_TITLES,
} from './describe-record.ts';
import { anchorOf, renderMatrix, tableRow } from './markdown-matrix.ts';
import { markdownBlock, markdownCode, markdownText, takeWithin } from './markdown-text.ts';
import type { Reporter } from './reporter.ts';

// Together with the matrix well below the megabyte that hosts take for the summary of a job.
const MOST_BYTES_OF_FINDINGS = 500_000;
const MOST_BYTES_OF_LIST = 60_000;

/** A summary in GitHub-flavoured Markdown: for the page of a job, an issue or a pull request. Below 1 MB, whatever the run found. */
export const markdown: Reporter = {
  id: 'markdown',
  title: 'a summary for the page of a job',
  fileName: 'report.md',
  render: (record) =>
    [
      `# ${VERDICT_TITLES[record.verdict]}`,
      '',
      `${markdownText(record.because)} (exit code ${record.exitCode})`,
      '',
      ...renderRun(record),
      ...renderFigures(record),
      ...renderFindings(record),
      ...renderMatrix(record),
      ...renderList(`## Not verified: ${countOf(record.gaps.length, 'gap')}`, gapTexts(record)),
      ...renderList('## Known deviations', deviationTexts(record)),
      ...renderList('## Notes', record.notes.map(markdownText)),
      ...renderList(
        '## Left behind',
        record.leftovers.map(
          ({ kind, name, removal }) => `${markdownText(kind)} ${markdownCode(name)}: ${markdownCode(removal)}`,
        ),
      ),
    ].join('\n'),
};

function renderRun({ run }: RunRecord): readonly string[] {
  const { contract, target } = run;
  const faults = run.faults.length === 0 ? '' : `, faults ${markdownCode(run.faults.join(', '))}`;
  const only = run.selection.length === 0 ? '' : `, only ${markdownCode(run.selection.join(', '))}`;
  return [
    `${markdownText(contract.title)} ${markdownText(contract.version)} against ${markdownText(target.name)} (${markdownText(target.kind)}), profile ${markdownText(run.profile)}, seed ${markdownCode(run.seed)}${only}${faults}, ${markdownText(run.startedAt)}, ${(run.durationMs / 1000).toFixed(1)} s`,
    '',
  ];
}

function renderFigures(record: RunRecord): readonly string[] {
  const { requests } = record;
  const states = (['passed', 'failed', 'skipped', 'inconclusive'] as const).map(
    (state) => `${countCases(record, state)} ${state}`,
  );
  const rows: readonly (readonly [string, string])[] = [
    [
      'findings',
      groupFindings(record.findings)
        .map(([severity, group]) => `${group.length} ${severity}`)
        .join(', ') || 'none',
    ],
    ...listCoverage(record.coverage).map(([label, count]) => [label, `${count.done} of ${count.of}`] as const),
    ['cases', states.join(', ')],
    [
      'requests',
      `${requests.planned} planned, ${requests.sent} sent, ${requests.polling} polling, retries: ${requests.retries}`,
    ],
  ];
  return ['| Verified | |', '| --- | --- |', ...rows.map((row) => tableRow(row)), ''];
}

function renderFindings(record: RunRecord): readonly string[] {
  if (record.findings.length === 0) return [];
  const entries = groupFindings(record.findings).flatMap(([severity, group]) =>
    group.map((finding, index) =>
      index === 0 ? `### ${severity} (${group.length})\n\n${renderFinding(finding)}` : renderFinding(finding),
    ),
  );
  const { taken, left } = takeWithin(entries, MOST_BYTES_OF_FINDINGS);
  return [
    '## Findings',
    '',
    ...taken,
    ...(left === 0 ? [] : [`${countOf(left, 'more finding')}: see findings.json.`, '']),
  ];
}

function renderFinding(finding: Finding): string {
  const tier = finding.tier === undefined ? '' : `, called with ${markdownText(titleOfTier(finding.tier))}`;
  return [
    `<a id="${anchorOf(finding.fingerprint)}"></a>`,
    '',
    `**${markdownText(describeOperation(finding))}** ${markdownText(finding.operationId)}${tier}: ${markdownText(titleOfRule(finding.rule))} (${markdownText(finding.rule)})`,
    '',
    `- contract: ${markdownCode(finding.expected)} at ${markdownCode(describeClause(finding.clause))}`,
    `- seen: ${markdownCode(finding.seen)} in ${markdownCode(finding.place)}`,
    `- why it matters: ${markdownText(finding.why)}`,
    ...(finding.attack === undefined ? [] : [`- attack: ${markdownText(finding.attack)}`]),
    '',
    `<details><summary>reproduce (${countOf(finding.cases.length, 'case')})</summary>`,
    '',
    ...markdownBlock(finding.reproduce),
    '',
    '</details>',
    '',
  ].join('\n');
}

function renderList(heading: string, texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return [];
  const { taken, left } = takeWithin(
    texts.map((text) => `- ${text}`),
    MOST_BYTES_OF_LIST,
  );
  return [heading, '', ...taken, ...(left === 0 ? [] : [`- ${left} more are in run.json`]), ''];
}

const MOST_OPERATIONS = 20;

function gapTexts(record: RunRecord): readonly string[] {
  return groupGaps(record.gaps).map(({ count, rule, reason, operations, tiers }) => {
    const names = operations.length > 0 ? operations : tiers;
    const rest = names.length > MOST_OPERATIONS ? ` and ${names.length - MOST_OPERATIONS} more` : '';
    const where = names.length === 0 ? '' : ` (${names.slice(0, MOST_OPERATIONS).map(markdownText).join(', ')}${rest})`;
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
