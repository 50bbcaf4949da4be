import { compareSeverity, isAtLeast, type Severity } from '../core/severity.ts';
import { EXIT } from '../core/exit-codes.ts';
import type { Plan } from '../cases/plan.ts';
import type { ConformanceData } from '../cases/operation-data.ts';
import type { Contract } from '../contract/contract.ts';
import { TIERS } from '../contract/tiers/select-tiers.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { measureStrength } from '../findings/contract-strength.ts';
import type { Finding, Gap } from '../findings/finding.ts';
import type { CaseOutcome, Coverage, Deviation, Evidence, JournalLine, Leftover, MatrixCell, OperationObservation, RunFacts, RunRecord } from '../findings/run-record.ts';
import { latencyFindings } from './latency-findings.ts';
import { OperationObserver } from './observe.ts';

export interface RecordParts {
  readonly run: RunFacts;
  readonly contract: Contract;
  readonly data: ConformanceData;
  readonly plan: Plan;
  readonly journal: readonly JournalLine[];
  /** Requests outside the cases: deriving credentials and showing them to work. */
  readonly otherRequests: Readonly<Record<string, number>>;
  readonly plannedOtherRequests: Readonly<Record<string, number>>;
  readonly polling: number;
  readonly gaps: readonly Gap[];
  readonly notes: readonly string[];
  readonly leftovers: readonly Leftover[];
  readonly budgetMs: number;
  readonly failOn: Severity | 'never';
  readonly maxGaps?: number;
  readonly interrupted: boolean;
  /** Faults of the harness; with any, nothing is called green. */
  readonly problems: readonly string[];
}

/** Puts the record of a run together from its journal. Pure. */
export function buildRecord(parts: RecordParts): RunRecord {
  const { journal, contract, plan } = parts;
  const cases = linesOf(journal, 'case').map((line) => line.outcome);
  const cells = linesOf(journal, 'case').flatMap((line) => (line.cell === undefined ? [] : [line.cell]));
  const gaps = [...parts.gaps, ...linesOf(journal, 'gap').map((line) => line.gap), ...unprovokedStatuses(parts)];
  const operations = observationsOf(contract, journal);
  const findings = mergeFindings([...linesOf(journal, 'finding').map((line) => line.finding), ...latencyFindings(parts, operations)]);
  const coverage = coverageOf(parts, operations, cells);
  const decision = decide(parts, findings, gaps, cases);
  return {
    schemaVersion: 1,
    run: parts.run,
    ...decision,
    findings,
    gaps: sortGaps(gaps),
    deviations: deviationsOf(parts.data, plan, cells),
    matrix: sortCells(contract, cells),
    cases: [...cases].sort((left, right) => compareText(left.id, right.id)),
    operations,
    coverage,
    requests: requestFigures(parts, operations),
    notes: [...parts.notes, ...readingNotes(plan, cells), ...linesOf(journal, 'note').map((line) => line.text)],
    leftovers: parts.leftovers,
    strength: measureStrength(contract, operations),
    evidence: evidenceOf(journal, findings),
  };
}

const MOST_CASES_PER_FINDING = 2;

/** The exchanges of the first cases that showed each finding: its probe, what it was compared with, and the looks at its effect. */
function evidenceOf(journal: readonly JournalLine[], findings: readonly Finding[]): readonly Evidence[] {
  const wanted = new Set(findings.flatMap((finding) => finding.cases.slice(0, MOST_CASES_PER_FINDING)));
  return linesOf(journal, 'exchange')
    .filter((line) => wanted.has(line.caseId) && line.purpose !== 'undo')
    .map(({ caseId, operationId, purpose, exchange }) => ({ caseId, operationId, purpose, exchange: shorten(exchange) }));
}

const LONGEST_BODY = 4_000;

/** A long body is cut: the record is for reading, the journal holds the rest. */
function shorten(exchange: Exchange): Exchange {
  const { outcome } = exchange;
  if (outcome.kind !== 'answered' || outcome.body.kind === 'empty' || outcome.body.text.length <= LONGEST_BODY) return exchange;
  const text = `${outcome.body.text.slice(0, LONGEST_BODY)}… (${outcome.body.text.length} characters)`;
  return { ...exchange, outcome: { ...outcome, body: { kind: 'text', text } } };
}

function linesOf<K extends JournalLine['kind']>(journal: readonly JournalLine[], kind: K): readonly Extract<JournalLine, { kind: K }>[] {
  return journal.filter((line): line is Extract<JournalLine, { kind: K }> => line.kind === kind);
}

/** One finding per fingerprint; the words of the first case by id, the ids of all. */
export function mergeFindings(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) groups.set(finding.fingerprint, [...(groups.get(finding.fingerprint) ?? []), finding]);
  return [...groups.values()].map((group) => merge(group)).sort(compareFindings);
}

function merge(group: readonly Finding[]): Finding {
  const sorted = [...group].sort((left, right) => compareText(left.cases[0] ?? '', right.cases[0] ?? '') || compareText(left.seen, right.seen));
  const [first] = sorted;
  if (first === undefined) throw new Error('a group of findings is never empty');
  return { ...first, cases: [...new Set(sorted.flatMap((finding) => finding.cases))].sort() };
}

function compareFindings(left: Finding, right: Finding): number {
  return (
    compareSeverity(left.severity, right.severity) ||
    compareText(left.rule, right.rule) ||
    compareText(left.operationId, right.operationId) ||
    compareText(left.fingerprint, right.fingerprint)
  );
}

/** By code unit, so that order does not depend on the machine's language. */
function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function sortGaps(gaps: readonly Gap[]): readonly Gap[] {
  const key = (gap: Gap): string => [gap.rule, gap.operationId ?? '', gap.caseId ?? '', gap.tier ?? '', gap.reason].join(' ');
  return [...gaps].sort((left, right) => compareText(key(left), key(right)));
}

function sortCells(contract: Contract, cells: readonly MatrixCell[]): readonly MatrixCell[] {
  const order = new Map(contract.operations.map((operation, index) => [operation.id, index]));
  const columns = new Map(TIERS.map((tier) => [tier.id, tier.column]));
  return [...cells].sort(
    (left, right) =>
      (order.get(left.operationId) ?? 0) - (order.get(right.operationId) ?? 0) || (left.variant === undefined ? 0 : 1) - (right.variant === undefined ? 0 : 1) ||
      (columns.get(left.tier) ?? 0) - (columns.get(right.tier) ?? 0) ||
      compareText(left.caseId, right.caseId),
  );
}

function observationsOf(contract: Contract, journal: readonly JournalLine[]): readonly OperationObservation[] {
  const last = new Map(linesOf(journal, 'observation').map((line) => [line.observation.operationId, line.observation]));
  return contract.operations.map((operation) => last.get(operation.id) ?? new OperationObserver(contract, operation).summarise());
}

/** Declared statuses that no probe can bring about here are gaps, with the reason that stands beside the contract. */
function unprovokedStatuses(parts: RecordParts): readonly Gap[] {
  const planned = new Set(parts.plan.lanes.map((lane) => lane.operationId));
  const seen = new Map(linesOf(parts.journal, 'observation').map(({ observation }) => [observation.operationId, new Set(observation.statusesSeen)]));
  return parts.contract.operations
    .filter((operation) => planned.has(operation.id))
    .flatMap((operation) =>
      operation.responses
        .filter((response) => /^\d+$/.test(response.status) && seen.get(operation.id)?.has(response.status) !== true)
        .map((response): Gap => ({
          rule: 'gap.status-untested',
          operationId: operation.id,
          reason: `the declared ${response.status} was not seen${reasonOf(parts.data, operation.id, response.status)}`,
        })),
    );
}

function reasonOf(data: ConformanceData, operationId: string, status: string): string {
  const reason = data.operations[operationId]?.unprovoked?.[status];
  return reason === undefined ? '' : `: ${reason}`;
}

function coverageOf(parts: RecordParts, operations: readonly OperationObservation[], cells: readonly MatrixCell[]): Coverage {
  const sum = (count: (observation: OperationObservation) => number): number => operations.reduce((total, each) => total + count(each), 0);
  const plain = cells.filter((cell) => cell.variant === undefined);
  const variants = cells.filter((cell) => cell.variant !== undefined);
  const isDecided = (cell: MatrixCell): boolean => cell.verdict === 'as-expected' || cell.verdict === 'drift';
  const statuses = (each: OperationObservation): number => each.statusesDeclared.filter((status) => each.statusesSeen.includes(status)).length;
  return {
    operations: { done: operations.filter((each) => each.exercised).length, of: operations.length },
    statuses: { done: sum(statuses), of: sum((each) => each.statusesDeclared.length) },
    members: { done: sum((each) => each.membersSeen.length), of: sum((each) => each.membersSeen.length + each.membersNeverSeen.length) },
    enumValues: { done: sum((each) => each.enumValuesSeen.length), of: sum((each) => each.enumValuesSeen.length + each.enumValuesNeverSeen.length) },
    matrixCells: {
      done: plain.filter(isDecided).length,
      of: parts.contract.operations.length * TIERS.length,
    },
    variants: { done: variants.filter(isDecided).length, of: variants.length },
  };
}

type Decision = Pick<RunRecord, 'verdict' | 'exitCode' | 'because'>;

function decide(parts: RecordParts, findings: readonly Finding[], gaps: readonly Gap[], cases: readonly CaseOutcome[]): Decision {
  const { failOn, leftovers, maxGaps } = parts;
  const counted = failOn === 'never' ? [] : findings.filter((finding) => isAtLeast(finding.severity, failOn));
  const judged = cases.filter((each) => each.state === 'passed' || each.state === 'failed');
  if (parts.interrupted) return { verdict: 'interrupted', exitCode: EXIT.interrupted, because: 'the run was interrupted; what it made has been removed' };
  if (leftovers.length > 0) {
    return { verdict: 'left-behind', exitCode: EXIT.leftBehind, because: `${leftovers.length} things that the run made could not be removed` };
  }
  if (parts.problems.length > 0) return { verdict: 'could-not-judge', exitCode: EXIT.couldNotJudge, because: `the suites themselves failed: ${parts.problems[0] ?? ''}` };
  if (judged.length === 0) return { verdict: 'could-not-judge', exitCode: EXIT.couldNotJudge, because: 'nothing could be exercised' };
  if (counted.length > 0) {
    return { verdict: 'drift', exitCode: EXIT.newDrift, because: `${counted.length} ${plural(counted.length, 'finding')} at or above ${failOn}` };
  }
  const lost = gaps.filter((gap) => gap.rule === 'gap.transport' || gap.rule === 'gap.budget');
  if (lost.length > 0) return { verdict: 'could-not-judge', exitCode: EXIT.couldNotJudge, because: `${lost.length} ${plural(lost.length, 'case')} got no answer: ${lost[0]?.reason ?? ''}` };
  if (maxGaps !== undefined && gaps.length > maxGaps) {
    return { verdict: 'could-not-judge', exitCode: EXIT.couldNotJudge, because: `${gaps.length} gaps, more than the ${maxGaps} allowed` };
  }
  const lesser = findings.length === 0 ? '' : `; ${findings.length} lesser ${plural(findings.length, 'finding')}`;
  return { verdict: 'conforms', exitCode: EXIT.conforms, because: `${judged.length} cases were judged and none drifts${failOn === 'never' ? ' enough to fail' : ` at or above ${failOn}`}${lesser}` };
}

function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}

function deviationsOf(data: ConformanceData, plan: Plan, cells: readonly MatrixCell[]): readonly Deviation[] {
  const observed = new Map(cells.map((cell) => [cell.caseId, cell]));
  return Object.entries(data.deviations).map(([id, deviation]) => {
    const affected = plan.lanes.flatMap((lane) =>
      lane.cases.filter((testCase) => testCase.steps.some(({ expectation }) => expectation.kind === 'either' && expectation.deviation === id)),
    );
    const seen = affected.flatMap((testCase) => {
      const cell = observed.get(testCase.id);
      return cell?.verdict === 'as-expected' ? [cell] : [];
    });
    const met = seen.filter((cell) => cell.observed.startsWith('accepted'));
    return {
      id,
      reason: deviation.reason,
      tier: deviation.tier,
      operations: met.map((cell) => cell.operationId),
      state: seen.length === 0 ? 'not-checked' : met.length > 0 ? 'met' : 'not-met',
    };
  });
}

/** Where the contract allows two readings, which one the deployment follows. */
function readingNotes(plan: Plan, cells: readonly MatrixCell[]): readonly string[] {
  const observed = new Map(cells.map((cell) => [cell.caseId, cell]));
  return plan.lanes.flatMap((lane) =>
    lane.cases.flatMap((testCase) => {
      const expectation = testCase.steps.find((step) => step.purpose === 'probe')?.expectation;
      const cell = observed.get(testCase.id);
      if (expectation?.kind !== 'either' || expectation.deviation !== undefined || cell?.verdict !== 'as-expected') return [];
      return [`${testCase.operationId}: ${expectation.because}; the deployment reads it as ${cell.observed}`];
    }),
  );
}

function requestFigures(parts: RecordParts, operations: readonly OperationObservation[]): RunRecord['requests'] {
  const planned = addCounts(parts.plan.requestsPerOperation, parts.plannedOtherRequests);
  const inCases = Object.fromEntries(operations.filter((each) => each.requests > 0).map((each) => [each.operationId, each.requests]));
  const sent = addCounts(inCases, parts.otherRequests);
  return {
    planned: total(planned),
    sent: total(sent),
    polling: parts.polling,
    retries: linesOf(parts.journal, 'retries').at(-1)?.count ?? 0,
    plannedPerOperation: planned,
    sentPerOperation: sent,
  };
}

function addCounts(left: Readonly<Record<string, number>>, right: Readonly<Record<string, number>>): Record<string, number> {
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  return Object.fromEntries(names.map((name) => [name, (left[name] ?? 0) + (right[name] ?? 0)]));
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
