import type { Severity } from '../core/severity.ts';
import { countOf } from '../core/text.ts';
import type { Finding } from '../findings/finding.ts';
import type { RunFacts, RunRecord } from '../findings/run-record.ts';
import { rerunFinding } from './commands.ts';
import { describeOperations, driftStateOf, titleOfRule, titleOfTier } from './describe-record.ts';
import { printPlace } from '../findings/place.ts';
import { toPrintable } from './safe-text.ts';

const MOST_ANNOTATIONS = 50;

const COMMANDS: Readonly<Record<Severity, string>> = {
  critical: 'error',
  major: 'error',
  minor: 'warning',
  info: 'notice',
};

/**
 * Renders findings as workflow commands, which GitHub and Gitea show at the lines of the contract: the worst first, at most
 * as many as they keep, without those that have been accepted. Each is one line, whatever a finding holds.
 */
export function renderAnnotations(record: RunRecord): string {
  const findings = record.findings.filter((finding) => driftStateOf(finding, record) !== 'unchanged');
  if (findings.length <= MOST_ANNOTATIONS)
    return findings.map((finding) => renderAnnotation(finding, record.run)).join('');
  const shown = findings.slice(0, MOST_ANNOTATIONS - 1);
  return `${shown.map((finding) => renderAnnotation(finding, record.run)).join('')}::notice::${countOf(findings.length - shown.length, 'more finding')} in the reports of the run\n`;
}

function renderAnnotation(finding: Finding, run: RunFacts): string {
  const { file, line, column } = finding.clause.position;
  const properties = Object.entries({
    file,
    line: String(line),
    col: String(column),
    title: titleOfRule(finding.rule),
  });
  const written = properties.map(([name, value]) => `${name}=${escapeProperty(value)}`).join(',');
  return `::${COMMANDS[finding.severity]} ${written}::${describeFinding(finding, run).map(escapeMessage).join('%0A')}\n`;
}

function describeFinding(finding: Finding, run: RunFacts): readonly string[] {
  const caller = finding.tier === undefined ? '' : `, called with ${titleOfTier(finding.tier)}`;
  return [
    `${describeOperations(finding)} (${finding.operationId}${caller}): ${finding.rule}`,
    `contract: ${finding.expected}`,
    `seen: ${finding.seen} (${printPlace(finding.place)})`,
    ...(finding.attack === undefined ? [] : [`attack: ${finding.attack}`]),
    `why: ${finding.why}`,
    `again: ${rerunFinding(finding, run)}`,
  ];
}

/** Makes a text safe in a command, where a per cent sign starts an escape. `toPrintable` removes line ends. */
function escapeMessage(text: string): string {
  return toPrintable(text).replaceAll('%', '%25');
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
