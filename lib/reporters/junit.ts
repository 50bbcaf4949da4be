import type { Finding } from '../findings/finding.ts';
import type { CaseOutcome, CaseState, RunFacts, RunRecord } from '../findings/run-record.ts';
import { describeClause, describeOperation, describeResponsible, titleOfRule, titleOfTier } from './describe-record.ts';
import type { Reporter } from './reporter.ts';
import { rerunFinding } from './rerun-command.ts';
import { xmlElement, xmlText } from './xml-text.ts';

/** JUnit's XML in the form that Jenkins publishes a schema of: a suite per operation and family, a test per case. */
export const junit: Reporter = {
  id: 'junit',
  title: 'cases as tests, for pages of pipelines',
  fileName: 'junit.xml',
  render: (record) => {
    const suites = [...suitesOf(record.cases)].map(([name, cases]) => renderSuite(name, cases, record));
    const root = xmlElement('testsuites', { name: record.run.contract.title, ...figuresOf(record.cases) }, suites);
    return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
  },
};

function suitesOf(cases: readonly CaseOutcome[]): ReadonlyMap<string, readonly CaseOutcome[]> {
  const suites = new Map<string, CaseOutcome[]>();
  for (const outcome of cases) {
    const name = `${outcome.operationId} ${outcome.family}`;
    const suite = suites.get(name);
    if (suite === undefined) suites.set(name, [outcome]);
    else suite.push(outcome);
  }
  return suites;
}

function renderSuite(name: string, cases: readonly CaseOutcome[], record: RunRecord): string {
  const findings = new Map(record.findings.map((finding) => [finding.fingerprint, finding]));
  const skipped = count(cases, 'skipped') + count(cases, 'inconclusive');
  return xmlElement(
    'testsuite',
    { name, ...figuresOf(cases), skipped: String(skipped), ...timestampOf(record) },
    cases.map((outcome) => renderCase(outcome, findings, record.run)),
  );
}

/** The schema takes local times only, so the zone, which is UTC, is left out. */
function timestampOf({ run }: RunRecord): Readonly<Record<string, string>> {
  const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.exec(run.startedAt)?.[0];
  return time === undefined ? {} : { timestamp: time };
}

function figuresOf(cases: readonly CaseOutcome[]): Readonly<Record<string, string>> {
  const duration = cases.reduce((sum, outcome) => sum + outcome.durationMs, 0);
  return {
    tests: String(cases.length),
    failures: String(count(cases, 'failed')),
    errors: '0',
    time: seconds(duration),
  };
}

function count(cases: readonly CaseOutcome[], state: CaseState): number {
  return cases.filter((outcome) => outcome.state === state).length;
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}

function renderCase(outcome: CaseOutcome, findings: ReadonlyMap<string, Finding>, run: RunFacts): string {
  const attributes = { name: outcome.title, classname: outcome.operationId, time: seconds(outcome.durationMs) };
  return xmlElement('testcase', attributes, resultOf(outcome, findings, run));
}

function resultOf(outcome: CaseOutcome, findings: ReadonlyMap<string, Finding>, run: RunFacts): readonly string[] {
  switch (outcome.state) {
    case 'passed':
      return [];
    case 'skipped':
    case 'inconclusive':
      return [xmlElement('skipped', { message: `${outcome.state}: ${outcome.reason ?? 'no reason was given'}` }, [])];
    case 'failed': {
      const shown = outcome.findings.flatMap((fingerprint) => findings.get(fingerprint) ?? []);
      if (shown.length === 0)
        return [xmlElement('failure', { message: outcome.reason ?? 'the finding is not in the record' }, [])];
      return shown.map((finding) => renderFailure(finding, outcome, run));
    }
  }
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
