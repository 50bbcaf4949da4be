import { countOf } from '../core/text.ts';
import { groupFindings, type FindingGroup } from '../findings/group-findings.ts';
import type { Finding } from '../findings/finding.ts';
import type { RunRecord } from '../findings/run-record.ts';
import {
  describeClause,
  describeOperation,
  describeResponsible,
  driftStateOf,
  groupBySeverity,
  titleOfRule,
  titleOfTier,
} from './describe-record.ts';
import { anchorOf } from './markdown-matrix.ts';
import { markdownBlock, markdownCode, markdownText, takeWithin } from './markdown-text.ts';
import { explainCommand } from './explain-command.ts';
import { partSeen } from './part-seen.ts';
import { rerunFinding } from './rerun-command.ts';

// With the other sections well below the megabyte that hosts take for the summary of a job.
const MOST_BYTES = 400_000;

/** The findings by cause, the worst first, each finding under a name that the matrix links to. */
export function renderFindings(record: RunRecord): readonly string[] {
  if (record.findings.length === 0) return [];
  const counts = new Map(groupBySeverity(record.findings).map(([severity, group]) => [severity, group.length]));
  const byFingerprint = new Map(record.findings.map((finding) => [finding.fingerprint, finding]));
  let severity: string | undefined;
  const entries = groupFindings(record.findings).map((group) => {
    const heading = group.severity === severity ? '' : `### ${group.severity} (${counts.get(group.severity) ?? 0})\n\n`;
    severity = group.severity;
    return `${heading}${renderGroup(group, record, byFingerprint)}`;
  });
  const { taken, left } = takeWithin(entries, MOST_BYTES);
  return [
    '## Findings',
    '',
    ...taken,
    ...(left === 0 ? [] : [`${countOf(left, 'more cause')}: see findings.json.`, '']),
  ];
}

function renderGroup(group: FindingGroup, record: RunRecord, byFingerprint: ReadonlyMap<string, Finding>): string {
  const others = group.members.flatMap((fingerprint) =>
    fingerprint === group.first.fingerprint ? [] : (byFingerprint.get(fingerprint) ?? []),
  );
  return [renderFinding(group.first, record), ...renderOthers(others, record)].join('\n');
}

function renderFinding(finding: Finding, record: RunRecord): string {
  const quote = finding.clause.quote ?? '';
  const part = partSeen(finding, record);
  const where = explainCommand(finding.reproduce);
  return [
    anchor(finding),
    '',
    `**${markdownText(describeOperation(finding))}** ${describeCaller(finding)}: ${markdownText(titleOfRule(finding.rule))} (${markdownText(finding.rule)})${describeState(finding, record)}`,
    '',
    `- contract: ${markdownCode(finding.expected)} at ${markdownCode(describeClause(finding.clause))}`,
    ...(quote === '' ? [] : [`- it reads: ${markdownCode(quote.replace(/\s*\n\s*/g, ' \u23ce '))}`]),
    `- seen: ${markdownCode(finding.seen)} in ${markdownCode(finding.place)}`,
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

/** The same cause elsewhere: a line each, since all else has been said. */
function renderOthers(others: readonly Finding[], record: RunRecord): readonly string[] {
  if (others.length === 0) return [];
  return [
    `<details><summary>the same at ${countOf(others.length, 'more place')}</summary>`,
    '',
    ...others.map(
      (finding) =>
        `- ${anchor(finding)}${markdownText(describeOperation(finding))} ${describeCaller(finding)}, ${markdownCode(finding.place)}, ${markdownText(finding.fingerprint)}${describeState(finding, record)}`,
    ),
    '',
    '</details>',
    '',
  ];
}

function anchor({ fingerprint }: Finding): string {
  return `<a id="${anchorOf(fingerprint)}"></a>`;
}

function describeCaller({ operationId, tier }: Finding): string {
  return `${markdownText(operationId)}${tier === undefined ? '' : `, called with ${markdownText(titleOfTier(tier))}`}`;
}

function describeState(finding: Finding, record: RunRecord): string {
  const state = driftStateOf(finding, record);
  if (state === 'updated') return ' _worse than accepted_';
  return state === 'unchanged' ? ' _known_' : '';
}
