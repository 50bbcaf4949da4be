import type { Location, Log, Notification, PhysicalLocation, ReportingDescriptor, Result, Run } from 'sarif';
import { defined } from '../core/defined.ts';
import type { Severity } from '../core/severity.ts';
import { countOf, sortDistinct } from '../core/text.ts';
import type { Finding, Occurrence } from '../findings/finding.ts';
import { operationsOf } from '../findings/merge-into-causes.ts';
import { printPlace } from '../findings/place.ts';
import type { Acceptance, RunRecord } from '../findings/run-record.ts';
import { rerunFinding } from './commands.ts';
import { findRule, responsibleFor } from '../rules/rules.ts';
import { describeAccepted, describeOperation, driftStateOf, titleOfRule, titleOfTier } from './describe-record.ts';
import { renderJson } from './json.ts';
import { partSeen } from './part-seen.ts';
import type { Reporter } from './reporter.ts';
import { toPrintable } from './safe-text.ts';

/** The reporter of findings as SARIF 2.1.0 (OASIS) for code scanning: results at the lines of the contract that they rest on. */
export const sarif: Reporter = {
  id: 'sarif',
  title: 'findings at the lines of the contract, for code scanning',
  fileName: 'report.sarif',
  render: (record) => renderJson(toLog(record)),
};

const LEVELS = { critical: 'error', major: 'error', minor: 'warning', info: 'note' } as const satisfies Record<
  Severity,
  string
>;

/** Scores in the manner of CVSS, by which hosts sort security results. */
const SECURITY_SCORES: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  major: '7.5',
  minor: '4.5',
  info: '1.0',
};

/** As many results of a run as code scanning takes (GitHub, SARIF support for code scanning: limits). */
const MOST_RESULTS = 25_000;

const FINGERPRINT = 'conformFingerprint/v1';

function toLog(record: RunRecord): Log {
  return { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [toRun(record)] };
}

function toRun(record: RunRecord): Run {
  const gone = record.drift?.gone ?? [];
  const ruleIds = sortDistinct([...record.findings, ...gone].map(({ rule }) => rule));
  const { verdict, exitCode, because, run } = record;
  const all = record.findings.length + gone.length;
  const findings = record.findings.slice(0, MOST_RESULTS);
  const absent = gone.slice(0, MOST_RESULTS - findings.length);
  return {
    tool: { driver: { name: 'conform', version: toPrintable(run.tool.version), rules: ruleIds.map(toDescriptor) } },
    invocations: [
      {
        executionSuccessful: verdict === 'conforms' || verdict === 'drift',
        exitCode,
        exitCodeDescription: toPrintable(because),
        ...(all <= MOST_RESULTS ? {} : { toolExecutionNotifications: [describeCut(all)] }),
      },
    ],
    columnKind: 'utf16CodeUnits',
    results: [
      ...findings.map((finding) => ({
        ...toResult(finding, { ruleIndex: ruleIds.indexOf(finding.rule), record }),
        ...baselineStateOf(finding, record),
      })),
      ...absent.map((acceptance) => toAbsent(acceptance, { ruleIndex: ruleIds.indexOf(acceptance.rule), record })),
    ],
  };
}

function describeCut(all: number): Notification {
  const text = `Only the ${MOST_RESULTS} worst of ${all} results are listed, since code scanning takes no more; findings.json has all.`;
  return { level: 'warning', message: { text } };
}

function toDescriptor(id: string): ReportingDescriptor {
  const rule = findRule(id);
  const severity = rule?.severity ?? 'info';
  const scored =
    rule?.isSecurity === true
      ? { properties: { tags: ['security'], 'security-severity': SECURITY_SCORES[severity] } }
      : {};
  return {
    id: toPrintable(id),
    shortDescription: { text: messageText(titleOfRule(id)) },
    fullDescription: {
      text: messageText(rule === undefined ? id : `${rule.title}. ${rule.why} Rests on: ${rule.clause}.`),
    },
    ...(rule === undefined ? {} : { help: { text: messageText(rule.fix) } }),
    defaultConfiguration: { level: LEVELS[severity] },
    ...scored,
  };
}

interface ResultContext {
  readonly ruleIndex: number;
  readonly record: RunRecord;
}

function toResult(finding: Finding, { ruleIndex, record }: ResultContext): Result {
  const { tier, attack } = finding;
  const caller = tier === undefined ? '' : ` called with ${titleOfTier(tier)}`;
  const operations = operationsOf(finding);
  const others = operations.length < 2 ? '' : ` and ${countOf(operations.length - 1, 'more operation')}`;
  const danger = attack === undefined ? '' : ` ${attack}`;
  return {
    ruleId: toPrintable(finding.rule),
    ruleIndex,
    level: LEVELS[finding.severity],
    message: {
      text: messageText(
        `${finding.operationId}${others}${caller}: the contract says: ${finding.expected}; seen: ${finding.seen} (${printPlace(finding.place)}).${danger}`,
      ),
    },
    locations: locationsOf(finding),
    partialFingerprints: { [FINGERPRINT]: toPrintable(finding.fingerprint) },
    properties: {
      severity: finding.severity,
      cases: finding.cases.map(toPrintable),
      ...scoreOf(finding),
      reproduce: toPrintable(finding.reproduce),
      runAgain: toPrintable(rerunFinding(finding, record.run)),
      answer: toPrintable(partSeen(finding, record)),
      why: toPrintable(finding.why),
      responsible: responsibleFor(finding),
    },
  };
}

/** Returns the score of a security result by the severity of its finding, which may differ from that of its rule. */
function scoreOf({ rule, severity }: Pick<Acceptance, 'rule' | 'severity'>): Readonly<Record<string, string>> {
  return findRule(rule)?.isSecurity === true ? { 'security-severity': SECURITY_SCORES[severity] } : {};
}

/** Renders an accepted finding that was probed again and is gone (SARIF 2.1.0, section 3.27.24). It has no line of its own any more. */
function toAbsent(acceptance: Acceptance, { ruleIndex, record }: ResultContext): Result {
  const { rule, severity, operationId, place, tier, fingerprint } = acceptance;
  const caller = tier === undefined ? '' : ` called with ${titleOfTier(tier)}`;
  const { file } = record.run.contract;
  return {
    ruleId: toPrintable(rule),
    ruleIndex,
    level: LEVELS[severity],
    message: {
      text: messageText(`${describeAccepted(acceptance)}${caller}: gone, probed again and not found (${place}).`),
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: toUriReference(toPrintable(file)) },
          region: { startLine: 1, startColumn: 1 },
        },
        logicalLocations: [{ name: toPrintable(operationId), kind: 'resource' }],
      },
    ],
    partialFingerprints: { [FINGERPRINT]: toPrintable(fingerprint) },
    baselineState: 'absent',
    properties: { severity, ...scoreOf(acceptance), acceptedBy: toPrintable(acceptance.owner) },
  };
}

function baselineStateOf(finding: Finding, record: RunRecord): Pick<Result, 'baselineState'> {
  return defined({ baselineState: driftStateOf(finding, record) });
}

/** Returns a location for each clause and operation of a finding, the canonical one first. Callers of one operation share theirs. */
function locationsOf({ occurrences }: Finding): Location[] {
  const byPlace = new Map<string, Location>();
  for (const occurrence of occurrences) {
    const key = `${occurrence.operationId} ${occurrence.clause.pointer}`;
    if (byPlace.has(key)) continue;
    byPlace.set(key, {
      physicalLocation: toLocation(occurrence),
      logicalLocations: [
        {
          name: toPrintable(occurrence.operationId),
          fullyQualifiedName: toPrintable(describeOperation(occurrence)),
          kind: 'resource',
        },
      ],
    });
  }
  return [...byPlace.values()];
}

function toLocation({ clause }: Occurrence): PhysicalLocation {
  const { file, line, column } = clause.position;
  return {
    artifactLocation: { uri: toUriReference(toPrintable(file)) },
    region: {
      startLine: line,
      startColumn: column,
      ...(clause.quote === undefined ? {} : { snippet: { text: printLines(clause.quote) } }),
    },
  };
}

function printLines(text: string): string {
  return text.split(/\r?\n/).map(toPrintable).join('\n');
}

/** Renders a file as a relative reference (RFC 3986, section 4.2), no part of which reads as a scheme, a host, a query or a fragment. */
function toUriReference(file: string): string {
  return file.replaceAll('\\', '/').replace(/^\/+/, '/').split('/').map(encodeURIComponent).join('/');
}

/** Escapes the braces and brackets of a message, which would be placeholders and links (SARIF 2.1.0, sections 3.11.5 and 3.11.6). */
function messageText(text: string): string {
  return toPrintable(text)
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&');
}
