import { isAtLeast } from '../core/severity.ts';
import type { Finding } from '../findings/finding.ts';
import type { CaseOutcome, RunFacts, RunRecord } from '../findings/run-record.ts';
import {
  describeClause,
  describeOperation,
  describeResponsible,
  driftStateOf,
  titleOfRule,
  titleOfTier,
} from './describe-record.ts';
import type { Reporter } from './reporter.ts';
import { rerunFinding } from './rerun-command.ts';
import { xmlElement, xmlText } from './xml-text.ts';

/**
 * JUnit's XML in the form that Jenkins publishes a schema of: a suite per operation and family, a test per case. A test fails
 * by what fails the run; findings that are accepted, or milder than `--fail-on`, make it skipped, with what was found.
 */
export const junit: Reporter = {
  id: 'junit',
  title: 'cases as tests, for pages of pipelines',
  fileName: 'junit.xml',
  render: (record) => {
    const tests = record.cases.map((outcome) => judge(outcome, record));
    const suites = [...suitesOf(tests)].map(([name, ofSuite]) => renderSuite(name, ofSuite, record));
    const root = xmlElement('testsuites', { name: record.run.contract.title, ...figuresOf(tests) }, suites);
    return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
  },
};

/** A case as a test: whether it fails the run, and what stands in it. */
interface Test {
  readonly outcome: CaseOutcome;
  readonly result: 'passed' | 'failed' | 'skipped';
  readonly children: readonly string[];
}

function judge(outcome: CaseOutcome, record: RunRecord): Test {
  switch (outcome.state) {
    case 'passed':
      return { outcome, result: 'passed', children: [] };
    case 'skipped':
    case 'inconclusive':
      return skipped(outcome, `${outcome.state}: ${outcome.reason ?? 'no reason was given'}`);
    case 'failed':
      return judgeFailed(outcome, record);
  }
}

function judgeFailed(outcome: CaseOutcome, record: RunRecord): Test {
  const findings = record.findings.filter(({ fingerprint }) => outcome.findings.includes(fingerprint));
  if (findings.length === 0) {
    const message = outcome.reason ?? 'the finding is not in the record';
    return { outcome, result: 'failed', children: [xmlElement('failure', { message }, [])] };
  }
  const failing = findings.filter((finding) => failsRun(finding, record));
  if (failing.length === 0)
    return skipped(outcome, findings.map((finding) => describePassed(finding, record)).join('; '));
  return {
    outcome,
    result: 'failed',
    children: failing.map((finding) => renderFailure(finding, outcome, record.run)),
  };
}

function skipped(outcome: CaseOutcome, message: string): Test {
  return { outcome, result: 'skipped', children: [xmlElement('skipped', { message }, [])] };
}

function failsRun(finding: Finding, record: RunRecord): boolean {
  const { failOn } = record.run;
  const isKnown = driftStateOf(finding, record) === 'unchanged';
  return failOn !== 'never' && isAtLeast(finding.severity, failOn) && !isKnown;
}

function describePassed(finding: Finding, { drift, run }: RunRecord): string {
  const what = `${finding.severity}: ${titleOfRule(finding.rule)} (${finding.rule}, ${finding.fingerprint})`;
  const accepted = drift?.stillThere.find(({ fingerprint }) => fingerprint === finding.fingerprint);
  return accepted === undefined
    ? `${what}, which does not fail this run (--fail-on ${run.failOn})`
    : `${what}, accepted by ${accepted.owner} until ${accepted.until}: ${accepted.reason}`;
}

function suitesOf(tests: readonly Test[]): ReadonlyMap<string, readonly Test[]> {
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
    { name, ...figuresOf(tests), skipped: String(count(tests, 'skipped')), ...timestampOf(record) },
    tests.map(renderTest),
  );
}

/** The schema takes local times only, so the zone, which is UTC, is left out. */
function timestampOf({ run }: RunRecord): Readonly<Record<string, string>> {
  const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.exec(run.startedAt)?.[0];
  return time === undefined ? {} : { timestamp: time };
}

function figuresOf(tests: readonly Test[]): Readonly<Record<string, string>> {
  const duration = tests.reduce((sum, { outcome }) => sum + outcome.durationMs, 0);
  return {
    tests: String(tests.length),
    failures: String(count(tests, 'failed')),
    errors: '0',
    time: seconds(duration),
  };
}

function count(tests: readonly Test[], result: Test['result']): number {
  return tests.filter((test) => test.result === result).length;
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}

function renderTest({ outcome, children }: Test): string {
  const attributes = { name: outcome.title, classname: outcome.operationId, time: seconds(outcome.durationMs) };
  return xmlElement('testcase', attributes, children);
}

function renderFailure(finding: Finding, { reason }: CaseOutcome, run: RunFacts): string {
  const tier = finding.tier === undefined ? [] : [`called with: ${titleOfTier(finding.tier)}`];
  const lines = [
    ...(reason === undefined ? [] : [reason]),
    `${finding.severity}: ${describeOperation(finding)}`,
    ...tier,
    `contract: ${finding.expected} (${describeClause(finding.clause)})`,
    `seen: ${finding.seen} (${finding.place})`,
    ...(finding.attack === undefined ? [] : [`attack: ${finding.attack}`]),
    `why: ${finding.why}`,
    `who has to change: ${describeResponsible(finding)}`,
    `again: ${finding.reproduce}`,
    `or: ${rerunFinding(finding, run)}`,
  ];
  return xmlElement('failure', { message: titleOfRule(finding.rule), type: finding.rule }, lines.map(xmlText));
}
