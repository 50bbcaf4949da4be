import { defined } from '../core/defined.ts';
import { isAtLeast } from '../core/severity.ts';
import { countOf } from '../core/text.ts';
import type { Finding, Occurrence } from '../findings/finding.ts';
import { operationsOf } from '../findings/merge-into-causes.ts';
import type { CaseOutcome, RunFacts, RunRecord } from '../findings/run-record.ts';
import { rerunFinding } from './commands.ts';
import { printPlace } from '../findings/place.ts';
import {
  describeClause,
  describeOperation,
  describeResponsible,
  driftStateOf,
  titleOfRule,
  titleOfTier,
} from './describe-record.ts';
import type { Reporter } from './reporter.ts';
import { toPrintable } from './safe-text.ts';

/**
 * The reporter of cases as tests, in the JUnit XML that Jenkins publishes a schema of: a suite per operation and family, a
 * test per case. A test fails where its findings fail the run. With findings that are accepted, or milder than `--fail-on`,
 * it is skipped, and says what was found.
 */
export const junit: Reporter = {
  id: 'junit',
  title: 'cases as tests, for pages of pipelines',
  fileName: 'junit.xml',
  render: (record) => {
    const shown = indexOccurrences(record.findings);
    const findingsOf = (outcome: CaseOutcome): readonly Shown[] => {
      const here = outcome.findings.flatMap((fingerprint) => shown.get(fingerprint) ?? []);
      const byFinding = new Map(here.map((each) => [each.rank, each]));
      return [...byFinding.values()].sort((left, right) => left.rank - right.rank);
    };
    const tests = record.cases.map((outcome) => toTest(outcome, findingsOf(outcome), record));
    const suites = [...groupBySuite(tests)].map(([name, ofSuite]) => renderSuite(name, ofSuite, record));
    const root = xmlElement('testsuites', { name: record.run.contract.title, ...figuresOf(tests) }, suites);
    return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
  },
};

/** A finding, and the occurrence of it that a case shows. */
interface Shown {
  readonly finding: Finding;
  readonly occurrence: Occurrence;
  /** The place in the record, which has the worst first. */
  readonly rank: number;
}

function indexOccurrences(findings: readonly Finding[]): ReadonlyMap<string, Shown> {
  return new Map(
    findings.flatMap((finding, rank) =>
      finding.occurrences.map((occurrence) => [occurrence.fingerprint, { finding, occurrence, rank }] as const),
    ),
  );
}

/** A case as a test: its result, and the elements within it. */
interface Test {
  readonly outcome: CaseOutcome;
  readonly result: 'passed' | 'failed' | 'skipped';
  readonly children: readonly string[];
}

/** Makes the test of a case, with the findings of the case, the worst first. */
function toTest(outcome: CaseOutcome, findings: readonly Shown[], record: RunRecord): Test {
  switch (outcome.state) {
    case 'passed':
      return { outcome, result: 'passed', children: [] };
    case 'covered':
    case 'skipped':
    case 'inconclusive':
      return toSkipped(outcome, `${outcome.state}: ${outcome.reason ?? 'no reason was given'}`);
    case 'failed':
      return toFailed(outcome, findings, record);
  }
}

function toFailed(outcome: CaseOutcome, findings: readonly Shown[], record: RunRecord): Test {
  if (findings.length === 0) {
    const message = outcome.reason ?? 'the finding is not in the record';
    return { outcome, result: 'failed', children: [xmlElement('failure', { message }, [])] };
  }
  const failing = findings.filter(({ finding }) => failsRun(finding, record));
  if (failing.length === 0)
    return toSkipped(outcome, findings.map(({ finding }) => describePassed(finding, record)).join('; '));
  return {
    outcome,
    result: 'failed',
    children: failing.map((shown) => renderFailure(shown, outcome, record.run)),
  };
}

function toSkipped(outcome: CaseOutcome, message: string): Test {
  return { outcome, result: 'skipped', children: [xmlElement('skipped', { message }, [])] };
}

function failsRun(finding: Finding, record: RunRecord): boolean {
  const { failOn } = record.run;
  const isKnown = driftStateOf(finding, record) === 'unchanged';
  return failOn !== 'never' && isAtLeast(finding.severity, failOn) && !isKnown;
}

function describePassed(finding: Finding, { drift, run }: RunRecord): string {
  const what = `${finding.severity}: ${titleOfRule(finding.rule)} (${finding.rule}, ${finding.fingerprint})`;
  const accepted = drift?.stillThere.find(({ fingerprint }) =>
    [finding, ...finding.occurrences].some((each) => each.fingerprint === fingerprint),
  );
  return accepted === undefined
    ? `${what}, which does not fail this run (--fail-on ${run.failOn})`
    : `${what}, accepted by ${accepted.owner} until ${accepted.until}: ${accepted.reason}`;
}

function groupBySuite(tests: readonly Test[]): ReadonlyMap<string, readonly Test[]> {
  const suites = new Map<string, Test[]>();
  for (const test of tests) {
    const name = `${test.outcome.operationId} ${test.outcome.family}`;
    const suite = suites.get(name);
    if (suite === undefined) suites.set(name, [test]);
    else suite.push(test);
  }
  return suites;
}

function renderSuite(name: string, tests: readonly Test[], record: RunRecord): string {
  return xmlElement(
    'testsuite',
    { name, ...figuresOf(tests), skipped: String(countTests(tests, 'skipped')), ...timestampOf(record) },
    tests.map(renderTest),
  );
}

/** Returns the start without its zone, which is UTC, because the schema takes local times only. */
function timestampOf({ run }: RunRecord): Readonly<Record<string, string>> {
  const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.exec(run.startedAt)?.[0];
  return defined({ timestamp: time });
}

function figuresOf(tests: readonly Test[]): Readonly<Record<string, string>> {
  const duration = tests.reduce((sum, { outcome }) => sum + outcome.durationMs, 0);
  return {
    tests: String(tests.length),
    failures: String(countTests(tests, 'failed')),
    errors: '0',
    time: toSeconds(duration),
  };
}

function countTests(tests: readonly Test[], result: Test['result']): number {
  return tests.filter((test) => test.result === result).length;
}

function toSeconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}

function renderTest({ outcome, children }: Test): string {
  const attributes = { name: outcome.title, classname: outcome.operationId, time: toSeconds(outcome.durationMs) };
  return xmlElement('testcase', attributes, children);
}

function renderFailure({ finding, occurrence }: Shown, { reason }: CaseOutcome, run: RunFacts): string {
  const { tier, attack } = occurrence;
  const operations = operationsOf(finding).length;
  const lines = [
    ...(reason === undefined ? [] : [reason]),
    `${occurrence.severity}: ${describeOperation(occurrence)}`,
    ...(tier === undefined ? [] : [`called with: ${titleOfTier(tier)}`]),
    `contract: ${occurrence.expected} (${describeClause(occurrence.clause)})`,
    `seen: ${occurrence.seen} (${printPlace(occurrence.place)})`,
    ...(attack === undefined ? [] : [`attack: ${attack}`]),
    `why: ${occurrence.why}`,
    `who has to change: ${describeResponsible(occurrence)}`,
    `again: ${occurrence.reproduce}`,
    `or: ${rerunFinding(occurrence, run)}`,
    ...(operations < 2 ? [] : [`finding: ${finding.fingerprint}, on ${countOf(operations, 'operation')}`]),
  ];
  return xmlElement('failure', { message: titleOfRule(finding.rule), type: finding.rule }, lines.map(xmlText));
}

/** Characters that XML 1.0 does not allow even as a reference (section 2.2), beyond those that `toPrintable` escapes. */
const FORBIDDEN = /[\ufffe\uffff]/g;

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Renders a text as character data or as the value of an attribute, on one line. */
function xmlText(text: string): string {
  return toPrintable(text)
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"']/g, (character) => REFERENCES[character] ?? character);
}

/** Renders an element around its content, which is XML already, a line for each part. */
function xmlElement(name: string, attributes: Readonly<Record<string, string>>, content: readonly string[]): string {
  const written = Object.entries(attributes).map(([attribute, value]) => ` ${attribute}="${xmlText(value)}"`);
  const open = `<${name}${written.join('')}`;
  return content.length === 0 ? `${open}/>` : `${open}>\n${content.join('\n')}\n</${name}>`;
}
