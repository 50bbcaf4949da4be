import { countOf } from '../../lib/core/text.ts';
import type { OpenFinding } from '../../lib/drift/standing.ts';
import type { Finding } from '../../lib/findings/finding.ts';
import type { RunFacts, RunRecord } from '../../lib/findings/run-record.ts';
import { describeOperation, titleOfRule, titleOfVerdict } from '../../lib/reporters/describe-record.ts';
import { markdownBlock, markdownCode, markdownText, takeWithin } from '../../lib/reporters/markdown-text.ts';
import { rerunFinding } from '../../lib/reporters/commands.ts';

interface IssueText {
  readonly record: RunRecord;
  readonly open: readonly OpenFinding[];
  readonly newFindings: readonly OpenFinding[];
  readonly gone: readonly OpenFinding[];
  readonly reportUrl?: string;
}

// An issue has room for 65,536 characters, and holds the packed findings besides.
const MOST_BYTES = 30_000;

/** Renders the open findings, as the body of the issue. Text from the deployment is escaped. */
export function renderBody({ record, open, reportUrl }: IssueText): string {
  const { run } = record;
  const found = new Map(record.findings.map((finding) => [finding.fingerprint, finding]));
  const { taken, left } = takeWithin(
    open.map((each) => renderOpen(each, found.get(each.fingerprint), run)),
    MOST_BYTES,
  );
  return [
    `**${titleOfVerdict(record)}**: ${markdownText(record.because)}`,
    '',
    `Last change seen in run ${markdownCode(run.id)} against ${markdownText(run.contract.title)} ${markdownText(run.contract.version)}.${linkTo(reportUrl)}`,
    '',
    ...taken,
    ...(left === 0 ? [] : [`and ${countOf(left, 'more finding')}.`]),
    'This issue is kept up to date by the nightly run, and closed by it when the last of these is gone or accepted.',
  ].join('\n');
}

/** Renders the changes of a run, as a comment. */
export function renderChange({ newFindings, gone, open, reportUrl }: IssueText): string {
  const lines = [
    ...newFindings.map((finding) => `- new: ${describe(finding)}`),
    ...gone.map((finding) => `- gone: ${describe(finding)}`),
  ];
  const { taken, left } = takeWithin(lines, MOST_BYTES);
  return [
    `${newFindings.length} new, ${gone.length} gone, ${open.length} open.${linkTo(reportUrl)}`,
    '',
    ...taken,
    ...(left === 0 ? [] : [`- and ${left} more`]),
  ].join('\n');
}

function renderOpen(open: OpenFinding, finding: Finding | undefined, run: RunFacts): string {
  if (finding === undefined) return `- ${describe(open)}; not judged again in the last run\n`;
  return [
    `- ${describe(open)}: ${markdownCode(describeOperation(finding))}, ${markdownText(finding.place)}`,
    `  The contract says ${markdownText(finding.expected)}; seen: ${markdownText(finding.seen)}.`,
    '',
    ...markdownBlock([finding.reproduce, rerunFinding(finding, run)]).map((line) => `  ${line}`),
    '',
  ].join('\n');
}

function describe({ severity, rule, operationId, fingerprint }: OpenFinding): string {
  return `**${severity}** ${markdownText(titleOfRule(rule))} (${markdownCode(rule)}, ${markdownCode(operationId)}, ${markdownCode(fingerprint)})`;
}

function linkTo(reportUrl: string | undefined): string {
  return reportUrl === undefined ? '' : ` [Reports](<${new URL(reportUrl).href}>)`;
}
