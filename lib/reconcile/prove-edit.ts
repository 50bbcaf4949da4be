import type { Case, Sequence } from '../cases/case.ts';
import { createPlan, type Plan } from '../cases/plan.ts';
import type { PlanContext } from '../cases/plan-context.ts';
import type { Selection } from '../cases/selection.ts';
import type { Contract, Operation, Pointer } from '../contract/contract.ts';
import { CHECKS } from '../checks/judge-exchange.ts';
import { secondOpinionAgrees } from '../checks/second-opinion-agrees.ts';
import { createTouchLookup, editContract } from '../contract/create-contract.ts';
import { type Expectations, readExpectations } from '../contract/lay-overlays.ts';
import { isWithinAny, placesOf } from '../contract/node-places.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Occurrence } from '../findings/finding.ts';
import { followsFromRenamed } from '../findings/follow-renamed.ts';
import { keyOfGap } from '../findings/assemble-record.ts';
import { printPlace } from '../findings/place.ts';
import { judgeCase, type JudgedCase } from '../run/judge-case.ts';
import type { Edit } from './edit.ts';
import { isReconcilable } from './propose-edits.ts';
import type { ConformanceData } from '../cases/operation-data.ts';
import type { SentCase } from '../run/case-runner.ts';
import { compareCallers } from '../access/compare-callers.ts';
import type { RecordedExchanges } from './recorded-answers.ts';

/** A contract with the cases that it gives and the expectations beyond it: everything that answers are judged by. */
export interface Edition {
  readonly contract: Contract;
  readonly sequences: Plan['sequences'];
  readonly expectations: Expectations;
  /** How the recorded answers of a sequence were judged by it, by its id; filled as they are. */
  readonly judged: Map<string, readonly JudgedCase[]>;
}

export interface ProofOptions {
  readonly recorded: Recorded;
  readonly context: PlanContext;
  readonly selection: Selection;
  readonly expectationsFile: string;
}

/** The outcome of an edit that holds: the edited contract, and the fingerprints of the findings that go. */
export interface Proof {
  readonly edition: Edition;
  readonly gone: ReadonlySet<string>;
}

/**
 * Judges the recorded answers again with the edit in place. It holds if the finding goes, nothing else goes but other findings
 * of shape, nothing new is found, and a run would send the same requests as before.
 */
export async function proveEdit(
  options: ProofOptions,
  before: Edition,
  { finding, edit }: { readonly finding: Occurrence; readonly edit: Edit },
): Promise<Result<Proof>> {
  if (JSON.stringify(edit.actions).includes('[secret:'))
    return err('it would put a part of a secret into the contract');
  const { operations } = before.contract;
  const asked = operations.filter((operation) =>
    edit.touches.some((pointer) => shapesRequests(before.contract, operation, pointer)),
  );
  if (asked.length > 0)
    return err(
      `what would be edited also says what ${asked.map(({ id }) => id).join(', ')} takes, so requests would change`,
    );
  const isTouched = createTouchLookup(before.contract, edit.touches);
  const edited = editContract(before.contract, { actions: edit.actions, isTouched });
  if (!edited.ok) return edited;
  const affected = operations
    .filter(({ pointer }) => {
      const places = placesOf(before.contract, pointer);
      return edit.touches.some((touched) => isWithinAny(touched, places));
    })
    .map(({ id }) => id);
  const sequences = replan(options, { sequences: before.sequences, contract: edited.value, affected });
  if (!sequences.ok) return sequences;
  const expectations = await readExpectations(edited.value, options.expectationsFile);
  if (!expectations.ok)
    return err(`${options.expectationsFile} cannot be laid on it any more: ${expectations.error.join('; ')}`);
  const concerned = before.sequences.filter((sequence) => isConcerned(sequence, affected)).map(({ id }) => id);
  const after: Edition = {
    contract: edited.value,
    sequences: sequences.value,
    expectations: {
      ...expectations.value,
      // What the edit does not touch is compiled already.
      judge: (pointer, value) => (isTouched(pointer) ? expectations.value : before.expectations).judge(pointer, value),
    },
    judged: new Map([...before.judged].filter(([id]) => !concerned.includes(id))),
  };
  return compare(options.recorded, { before, after, concerned }, finding);
}

/** True if the operation's parameters or request body are made of the node. */
function shapesRequests(contract: Contract, operation: Operation, pointer: Pointer): boolean {
  const parts = [
    ...operation.parameters.flatMap((parameter) => [parameter.pointer, parameter.schemaPointer]),
    ...(operation.requestBody === undefined ? [] : [operation.requestBody.pointer]),
  ];
  return parts.some((part) => isWithinAny(pointer, placesOf(contract, part)));
}

/** Plans the affected sequences again by the edited contract; an error if their cases would send other requests. */
function replan(
  { context, selection }: ProofOptions,
  {
    sequences,
    contract,
    affected,
  }: { readonly sequences: Plan['sequences']; readonly contract: Contract; readonly affected: readonly string[] },
): Result<Plan['sequences']> {
  // Without the shard: the sequences decide which cases are judged.
  const { tiers, families } = selection;
  const plan = createPlan({ ...context, contract }, { only: affected, tiers, families, isExhaustive: true });
  const planned = new Map(plan.sequences.flatMap((sequence) => sequence.cases.map((each) => [each.id, each] as const)));
  const isAffected = (sequence: Sequence): boolean => affected.includes(sequence.operationId);
  const changed = sequences
    .filter(isAffected)
    .flatMap((sequence) => sequence.cases)
    .some((testCase) => requestsOf(testCase) !== requestsOf(planned.get(testCase.id)));
  if (changed) return err('a run by the edited contract would send other requests');
  return ok(
    sequences.map((sequence) =>
      isAffected(sequence)
        ? { ...sequence, cases: sequence.cases.map((each) => planned.get(each.id) ?? each) }
        : sequence,
    ),
  );
}

function requestsOf(testCase: Case | undefined): string {
  return JSON.stringify(testCase?.steps.map(({ purpose, request }) => [purpose, request]));
}

/** True where an answer of one of the operations is judged in the sequence. */
function isConcerned({ cases }: Sequence, operationIds: readonly string[]): boolean {
  return cases.some(({ steps }) => steps.some(({ request }) => operationIds.includes(request.operationId)));
}

function compare(
  recorded: Recorded,
  {
    before,
    after,
    concerned,
  }: { readonly before: Edition; readonly after: Edition; readonly concerned: readonly string[] },
  finding: Occurrence,
): Result<Proof> {
  const judgedBefore = judgeAgain(recorded, before, concerned);
  const judgedAfter = judgeAgain(recorded, after, concerned);
  const [was, is] = [findingsOf(judgedBefore), findingsOf(judgedAfter)];
  if (!isShown(finding, was)) return err('the recorded answers do not show the finding again');
  if (isShown(finding, is)) return err('the finding would still be there');
  const gone = [...was.values()].filter(({ fingerprint }) => !is.has(fingerprint));
  const hidden = gone.find((each) => !isReconcilable(each));
  if (hidden !== undefined) return err(`${describe(hidden)} would no longer be noticed`);
  const fresh = [...is.values()].find(({ fingerprint }) => !was.has(fingerprint));
  if (fresh !== undefined) return err(`${describe(fresh)} would be found instead`);
  const gaps = new Set(judgedBefore.flatMap((each) => each.gaps.map(keyOfGap)));
  const gap = judgedAfter.flatMap((each) => each.gaps).find((each) => !gaps.has(keyOfGap(each)));
  if (gap !== undefined) return err(`something could not be judged any more: ${gap.reason}`);
  return ok({ edition: after, gone: new Set([finding, ...gone].map(({ fingerprint }) => fingerprint)) });
}

/** Whether answers show a finding: single ones that it was made of where it is about the whole run. */
function isShown(finding: Occurrence, judged: ReadonlyMap<string, Occurrence>): boolean {
  return judged.has(finding.fingerprint) || [...judged.values()].some((each) => followsFromRenamed(each, finding));
}

function findingsOf(judged: readonly JudgedCase[]): ReadonlyMap<string, Occurrence> {
  return new Map(judged.flatMap((each) => each.findings.map((finding) => [finding.fingerprint, finding])));
}

function describe({ rule, operationId, place, expected, seen }: Occurrence): string {
  return `${rule} at ${operationId} (${printPlace(place)}: ${expected}, seen ${seen})`;
}

interface Recorded {
  readonly data: ConformanceData;
  readonly exchanges: RecordedExchanges;
}

/** A second opinion on the schemas says nothing of an edit. */
const CHECKS_OF_EDITS = CHECKS.filter((check) => check !== secondOpinionAgrees);

/**
 * Judges the recorded answers of sequences as a run would, by the same checks. Values that were bound during the run are not recorded,
 * so results can only be compared with others of this function.
 */
function judgeAgain(recorded: Recorded, edition: Edition, sequenceIds: readonly string[]): readonly JudgedCase[] {
  return edition.sequences
    .filter(({ id }) => sequenceIds.includes(id))
    .flatMap((sequence) => {
      const judged = edition.judged.get(sequence.id) ?? judgeSequence(recorded, edition, sequence);
      edition.judged.set(sequence.id, judged);
      return judged;
    });
}

function judgeSequence(
  { data, exchanges }: Recorded,
  { contract, expectations }: Edition,
  { cases }: Sequence,
): readonly JudgedCase[] {
  const sent = cases.map((testCase): SentCase => ({
    testCase,
    bound: new Map(),
    steps: (exchanges.get(testCase.id) ?? []).flatMap(({ step: index, exchange }) => {
      const step = testCase.steps[index];
      return step === undefined ? [] : [{ step, index, exchange, lost: 0, isBudgetSpent: false }];
    }),
  }));
  const comparedOf = compareCallers(sent);
  return sent
    .filter(({ steps }) => steps.length > 0)
    .map((each) =>
      judgeCase(
        {
          contract,
          data,
          compared: comparedOf(each.testCase),
          expectations,
          // A missing answer says nothing about the contract.
          blamesConnection: true,
          checks: CHECKS_OF_EDITS,
        },
        each,
      ),
    );
}
