import { defined } from '../core/defined.ts';
import type { Plan } from '../cases/plan.ts';
import type { ConformanceData } from '../cases/operation-data.ts';
import type { Contract } from '../contract/contract.ts';
import { cutBody } from '../exchange/exchange.ts';
import { addCounts, measureCoverage } from '../findings/measure-coverage.ts';
import { measureStrength } from '../findings/contract-strength.ts';
import { decideVerdict } from '../findings/decide-verdict.ts';
import type { Gap, Occurrence } from '../findings/finding.ts';
import {
  type CaseOutcome,
  type Deviation,
  type Evidence,
  type JournalLine,
  type Leftover,
  type MatrixCell,
  type OperationObservation,
  type RunFacts,
  type RunRecord,
  toEvidence,
} from '../findings/run-record.ts';
import { mergeFindings, sortCases, sortCells, sortGaps } from '../findings/assemble-record.ts';
import { followRenamed } from '../findings/follow-renamed.ts';
import { leaveOutSeen } from '../findings/leave-out-seen.ts';
import { lookUpCauses, mergeIntoCauses } from '../findings/merge-into-causes.ts';
import { judgeUnsent } from './judge-case.ts';
import { LONGEST_BODY, outcomeOf } from './journal-lines.ts';
import { followCauses } from '../access/follow-causes.ts';
import { latencyFindings } from './latency-findings.ts';
import { memberFindings } from './member-findings.ts';
import { metFindings, type MetAnswer } from './met-answers.ts';
import { notesOnDemands, settleDemands } from './settle-demands.ts';
import { OperationObserver } from './observe.ts';

interface RecordParts {
  readonly run: RunFacts;
  readonly contract: Contract;
  /** How many callers the tier matrix has. */
  readonly columns: number;
  readonly data: ConformanceData;
  readonly plan: Plan;
  readonly journal: readonly JournalLine[];
  /** What was answered where no check looks. */
  readonly met: readonly MetAnswer[];
  /** Requests outside the cases: deriving credentials and showing them to work. */
  readonly otherRequests: Readonly<Record<string, number>>;
  readonly plannedOtherRequests: Readonly<Record<string, number>>;
  readonly polling: number;
  /** Outside the cases. */
  readonly retries: number;
  readonly removals: number;
  readonly gaps: readonly Gap[];
  readonly notes: readonly string[];
  readonly leftovers: readonly Leftover[];
  readonly budgetMs: number;
  readonly interrupted: boolean;
  /** Faults of the harness; with any, nothing is called green. */
  readonly problems: readonly string[];
}

/** Puts the record of a run together from its journal. Pure. */
export function buildRecord(parts: RecordParts): RunRecord {
  const { journal, contract, plan } = parts;
  const unsent = linesOfUnsent(parts);
  const lines = [...linesOf(journal, 'case'), ...unsent];
  const gaps = sortGaps([
    ...parts.gaps,
    ...linesOf(journal, 'gap').map((line) => line.gap),
    ...linesOf(journal, 'stopped')
      .slice(-1)
      .map((line) => line.gap),
    ...unsent.map(({ gap }) => gap),
    ...unprovokedStatuses(parts),
  ]);
  const operations = observationsOf(contract, journal);
  const sent = new Set(lines.flatMap(({ outcome }) => (outcome.requests > 0 ? [outcome.id] : [])));
  const judged = linesOf(journal, 'finding').map((line) => line.finding);
  const met = metFindings({ ...parts, sent }, judged);
  const found = mergeFindings([...judged, ...met.occurrences, ...latencyFindings({ ...parts, sent }, operations)]);
  const settled = settleDemands(parts, {
    occurrences: mergeFindings([...found, ...leaveOutSeen(memberFindings(parts, found), operations, contract)]),
    cases: lines.map((line) => line.outcome),
  });
  const { occurrences, cases: outcomes } = followRenamed(settled.occurrences, settled.cases);
  const { cases, cells } = followCauses(
    {
      cases: outcomes,
      cells: lines.flatMap((line) => (line.cell === undefined ? [] : [line.cell])),
    },
    occurrences,
  );
  const findings = mergeIntoCauses(occurrences, lookUpCauses(contract));
  const coverage = measureCoverage(operations, cells, operations.length * parts.columns);
  const { failOn, maxGaps } = parts.run;
  const limits = { failOn, ...defined({ maxGaps }) };
  const problems = [...linesOf(journal, 'fault').map(({ text }) => text), ...parts.problems];
  const decision = decideVerdict({
    ...parts,
    ...limits,
    problems,
    findings,
    gaps,
    cases,
  });
  return {
    schemaVersion: 2,
    run: parts.run,
    ...decision,
    problems,
    findings,
    gaps,
    deviations: deviationsOf(parts.data, plan, cells),
    matrix: sortCells(contract.platform, operations, cells),
    cases: sortCases(cases),
    operations,
    coverage,
    requests: requestFigures(parts, operations),
    notes: [...parts.notes, ...notesOnDemands(parts), ...readingNotes(plan, cells)],
    leftovers: parts.leftovers,
    strength: measureStrength(contract, operations),
    evidence: [...evidenceOf(journal, occurrences), ...met.evidence],
  };
}

interface UnsentCase {
  readonly outcome: CaseOutcome;
  readonly cell?: MatrixCell;
  readonly gap: Gap;
}

/** Cases of the plan that the run ended before: they are counted as well. */
function linesOfUnsent({ plan, journal, interrupted }: RecordParts): readonly UnsentCase[] {
  const known = new Set(linesOf(journal, 'case').map(({ outcome }) => outcome.id));
  const rule = interrupted ? 'gap.interrupted' : 'gap.operation-untested';
  const why = `not sent: ${interrupted ? 'the run was interrupted' : 'the run ended before'}`;
  return plan.sequences
    .flatMap(({ cases }) => cases)
    .filter(({ id }) => !known.has(id))
    .flatMap((testCase) => {
      const { withheld } = testCase;
      const judged =
        withheld === undefined
          ? judgeUnsent(testCase, 'inconclusive', rule, why)
          : judgeUnsent(testCase, 'skipped', withheld.gap, withheld.reason);
      const { cell } = judged;
      return judged.gaps.map((gap) => ({
        outcome: outcomeOf(testCase, judged, 0, 0),
        gap,
        ...defined({ cell }),
      }));
    });
}

const MOST_CASES_PER_OCCURRENCE = 2;

/** The exchanges of the first cases that showed each occurrence: its probe, what it was compared with, and the looks at its effect. */
function evidenceOf(journal: readonly JournalLine[], occurrences: readonly Occurrence[]): readonly Evidence[] {
  const wanted = new Set(occurrences.flatMap(({ cases }) => cases.slice(0, MOST_CASES_PER_OCCURRENCE)));
  return (
    linesOf(journal, 'exchange')
      .filter((line) => wanted.has(line.caseId) && line.purpose !== 'undo')
      // The record is for reading; the journal holds the rest.
      .map((line) => toEvidence({ ...line, exchange: cutBody(line.exchange, LONGEST_BODY) }))
  );
}

function linesOf<K extends JournalLine['kind']>(
  journal: readonly JournalLine[],
  kind: K,
): readonly Extract<JournalLine, { kind: K }>[] {
  return journal.filter((line): line is Extract<JournalLine, { kind: K }> => line.kind === kind);
}

function observationsOf(contract: Contract, journal: readonly JournalLine[]): readonly OperationObservation[] {
  const last = new Map(linesOf(journal, 'observation').map((line) => [line.observation.operationId, line.observation]));
  return contract.operations.map(
    (operation) => last.get(operation.id) ?? new OperationObserver(contract, operation).summarise(),
  );
}

/** Declared statuses that no probe can bring about here are gaps, with the reason that stands beside the contract. */
function unprovokedStatuses(parts: RecordParts): readonly Gap[] {
  const planned = new Set(parts.plan.sequences.map((sequence) => sequence.operationId));
  const seen = new Map(
    linesOf(parts.journal, 'observation').map(({ observation }) => [
      observation.operationId,
      new Set(observation.statusesSeen),
    ]),
  );
  return parts.contract.operations
    .filter((operation) => planned.has(operation.id))
    .flatMap((operation) =>
      operation.responses
        .filter((response) => /^\d+$/.test(response.status) && seen.get(operation.id)?.has(response.status) !== true)
        .map((response): Gap => ({
          rule: 'gap.status-untested',
          operationId: operation.id,
          status: response.status,
          reason: `the declared ${response.status} was not seen${reasonOf(parts.data, operation.id, response.status)}`,
        })),
    );
}

function reasonOf(data: ConformanceData, operationId: string, status: string): string {
  const reason = data.operations[operationId]?.unprovoked?.[status];
  return reason === undefined ? '' : `: ${reason}`;
}

function deviationsOf(data: ConformanceData, plan: Plan, cells: readonly MatrixCell[]): readonly Deviation[] {
  const observed = new Map(cells.map((cell) => [cell.caseId, cell]));
  return Object.entries(data.deviations).map(([id, deviation]) => {
    const affected = plan.sequences.flatMap((sequence) =>
      sequence.cases.filter((testCase) =>
        testCase.steps.some(({ expectation }) => expectation.kind === 'either' && expectation.deviation === id),
      ),
    );
    const seen = affected.flatMap((testCase) => {
      const cell = observed.get(testCase.id);
      return cell?.verdict === 'as-expected' ? [cell] : [];
    });
    const met = seen.filter((cell) => cell.access === 'accepted');
    return {
      id,
      reason: deviation.reason,
      tier: deviation.tier,
      operations: met.map((cell) => cell.operationId),
      state: seen.length === 0 ? 'not-checked' : met.length > 0 ? 'met' : 'not-met',
    };
  });
}

/** Notes which reading the deployment follows where the contract allows two. */
function readingNotes(plan: Plan, cells: readonly MatrixCell[]): readonly string[] {
  const observed = new Map(cells.map((cell) => [cell.caseId, cell]));
  return plan.sequences.flatMap((sequence) =>
    sequence.cases.flatMap((testCase) => {
      const expectation = testCase.steps.find((step) => step.purpose === 'probe')?.expectation;
      const cell = observed.get(testCase.id);
      if (expectation?.kind !== 'either' || expectation.deviation !== undefined || cell?.verdict !== 'as-expected')
        return [];
      return [`${testCase.operationId}: ${expectation.because}; the deployment reads it as ${cell.observed}`];
    }),
  );
}

function requestFigures(parts: RecordParts, operations: readonly OperationObservation[]): RunRecord['requests'] {
  const planned = addCounts(parts.plan.requestsPerOperation, parts.plannedOtherRequests);
  const inCases = Object.fromEntries(
    operations.filter((each) => each.requests > 0).map((each) => [each.operationId, each.requests]),
  );
  const sent = addCounts(inCases, parts.otherRequests);
  return {
    planned: total(planned),
    sent: total(sent),
    polling: parts.polling,
    retries: parts.retries + (linesOf(parts.journal, 'retries').at(-1)?.count ?? 0),
    removals: parts.removals,
    plannedPerOperation: planned,
    sentPerOperation: sent,
  };
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
