import type { Case, Sequence } from '../cases/case.ts';
import { createPlan, type Plan } from '../cases/plan.ts';
import type { PlanContext } from '../cases/plan-context.ts';
import type { Selection } from '../cases/selection.ts';
import type { Contract, Operation, Pointer } from '../contract/contract.ts';
import { editContract } from '../contract/create-contract.ts';
import { type Expectations, readExpectations } from '../contract/lay-overlays.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken, valueAtPointer } from '../core/pointer.ts';
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
  const edited = editContract(before.contract, edit.actions);
  if (!edited.ok) return edited;
  const affected = operations
    .filter(({ pointer }) => {
      const places = placesOf(before.contract, pointer);
      return edit.touches.some((touched) => isWithin(touched, places));
    })
    .map(({ id }) => id);
  const sequences = replan(options, { sequences: before.sequences, contract: edited.value, affected });
  if (!sequences.ok) return sequences;
  const expectations = await readExpectations(edited.value, options.expectationsFile);
  if (!expectations.ok)
    return err(`${options.expectationsFile} cannot be laid on it any more: ${expectations.error.join('; ')}`);
  const after: Edition = { contract: edited.value, sequences: sequences.value, expectations: expectations.value };
  return compare(
    options.recorded,
    { before: concerned(before, affected), after: concerned(after, affected) },
    { finding, after },
  );
}

/** True if the operation's parameters or request body are made of the node. */
function shapesRequests(contract: Contract, operation: Operation, pointer: Pointer): boolean {
  const parts = [
    ...operation.parameters.flatMap((parameter) => [parameter.pointer, parameter.schemaPointer]),
    ...(operation.requestBody === undefined ? [] : [operation.requestBody.pointer]),
  ];
  return parts.some((part) => isWithin(pointer, placesOf(contract, part)));
}

/** Lists the places of the document that a node is made of: its own, and those that its references lead to. */
function placesOf({ document, resolve }: Contract, pointer: Pointer): readonly Pointer[] {
  const places = new Set<Pointer>();
  visit(pointer);
  return [...places];

  function visit(place: Pointer): void {
    if (places.has(place)) return;
    places.add(place);
    follow(valueAtPointer(document, place), place);
  }

  function follow(value: JsonValue | undefined, place: Pointer): void {
    if (Array.isArray(value))
      (value as readonly JsonValue[]).forEach((item, index) => follow(item, `${place}/${index}`));
    if (!isJsonObject(value)) return;
    if (typeof value['$ref'] === 'string') {
      const target = resolve(place);
      if (target !== undefined) visit(target.pointer);
    }
    for (const [key, member] of Object.entries(value)) follow(member, `${place}/${escapeToken(key)}`);
  }
}

/** True for a node at one of the places, or below one. */
function isWithin(pointer: Pointer, places: readonly Pointer[]): boolean {
  return places.some((place) => pointer === place || pointer.startsWith(`${place}/`));
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

/** Keeps the sequences in which an answer of one of the operations is judged. */
function concerned(edition: Edition, operationIds: readonly string[]): Edition {
  const isConcerned = (testCase: Case): boolean =>
    testCase.steps.some(({ request }) => operationIds.includes(request.operationId));
  return { ...edition, sequences: edition.sequences.filter(({ cases }) => cases.some(isConcerned)) };
}

function compare(
  recorded: Recorded,
  editions: { readonly before: Edition; readonly after: Edition },
  { finding, after }: { readonly finding: Occurrence; readonly after: Edition },
): Result<Proof> {
  const judgedBefore = judgeAgain(recorded, editions.before);
  const judgedAfter = judgeAgain(recorded, editions.after);
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

/**
 * Judges the recorded answers of sequences as a run would, by the same checks. Values that were
 * bound during the run are not recorded, so results can only be compared with others of this function.
 */
function judgeAgain(
  { data, exchanges }: Recorded,
  { contract, expectations, sequences }: Edition,
): readonly JudgedCase[] {
  return sequences.flatMap((sequence) => {
    const sent = sequence.cases.map((testCase): SentCase => ({
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
          },
          each,
        ),
      );
  });
}
