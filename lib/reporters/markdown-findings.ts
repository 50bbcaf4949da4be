import type { Finding } from '../findings/finding.ts';
import type { RunRecord } from '../findings/run-record.ts';
import {
  countOf,
  describeClause,
  describeOperation,
  driftStateOf,
  groupBySeverity,
  titleOfRule,
  titleOfTier,
} from './describe-record.ts';
import { anchorOf } from './markdown-matrix.ts';
import { markdownBlock, markdownCode, markdownText, takeWithin } from './markdown-text.ts';

// With the other sections well below the megabyte that hosts take for the summary of a job.
const MOST_BYTES = 400_000;

/** The findings, the worst first, each under a name that the matrix links to. */
export function renderFindings(record: RunRecord): readonly string[] {
  if (record.findings.length === 0) return [];
  const entries = groupBySeverity(record.findings).flatMap(([severity, group]) =>
    group.map((finding, index) =>
      index === 0
        ? `### ${severity} (${group.length})\n\n${renderFinding(finding, record)}`
        : renderFinding(finding, record),
    ),
  );
  const { taken, left } = takeWithin(entries, MOST_BYTES);
  return [
    '## Findings',
    '',
    ...taken,
    ...(left === 0 ? [] : [`${countOf(left, 'more finding')}: see findings.json.`, '']),
  ];
}

function renderFinding(finding: Finding, record: RunRecord): string {
  const known = driftStateOf(finding, record) === 'unchanged' ? ' _known_' : '';
  const tier = finding.tier === undefined ? '' : `, called with ${markdownText(titleOfTier(finding.tier))}`;
  return [
    `<a id="${anchorOf(finding.fingerprint)}"></a>`,
    '',
    `**${markdownText(describeOperation(finding))}** ${markdownText(finding.operationId)}${tier}: ${markdownText(titleOfRule(finding.rule))} (${markdownText(finding.rule)})${known}`,
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
