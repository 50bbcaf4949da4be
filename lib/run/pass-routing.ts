import { ANONYMOUS } from '../contract/callers.ts';
import { answerOf } from '../access/compare-callers.ts';
import { isAlike } from '../access/read-access.ts';
import { isTurnedAway, type TurnedAway } from '../access/turned-away.ts';
import { probeOf, statusesOf, type Case } from '../cases/case.ts';
import { completeRouting, sendAsNobody, type CompletedCase } from '../cases/complete-routing.ts';
import type { Contract } from '../contract/contract.ts';
import { defined } from '../core/defined.ts';
import { listWords } from '../core/text.ts';
import type { Answer } from '../exchange/exchange.ts';
import { isClientError } from '../exchange/status.ts';
import type { SentCase } from './case-runner.ts';

interface RoutingOptions {
  readonly contract: Contract;
  /** Names of the values that are known before the first case. */
  readonly known: { has(name: string): boolean };
  readonly send: (testCase: Case, how: 'routed' | 'nobody') => Promise<SentCase>;
}

/** A case that could be sent with more routing headers than it was. */
interface Candidate {
  readonly sent: SentCase;
  readonly answer: Answer;
  readonly completed: CompletedCase;
}

/**
 * Sends the cases of one operation again that were turned away for want of a routing header which the contract does not demand: whether
 * their callers get in shows only behind that guard. The second answers count in place of the first. Recognised by comparison: a
 * caller with a credential and nobody are answered the same, and the caller otherwise with all routing headers.
 */
export async function passRouting(options: RoutingOptions, sent: readonly SentCase[]): Promise<readonly SentCase[]> {
  const groups = new Map<string, Candidate[]>();
  for (const each of sent) {
    const completed = completeRouting(options.contract, each.testCase);
    const answer = answerOf(each, 'probe');
    if (completed === undefined || answer === undefined) continue;
    const key = JSON.stringify(completed.sent);
    groups.set(key, [...(groups.get(key) ?? []), { sent: each, answer, completed }]);
  }
  const instead = new Map<SentCase, SentCase>();
  for (const group of groups.values())
    for (const [before, after] of await passGroup(options, group)) instead.set(before, after);
  return sent.map((each) => instead.get(each) ?? each);
}

/** Passes the cases that have the same routing headers, if one with a credential shows that this is what they were turned away for. */
async function passGroup(
  options: RoutingOptions,
  group: readonly Candidate[],
): Promise<ReadonlyMap<SentCase, SentCase>> {
  const instead = new Map<SentCase, SentCase>();
  const witness = group.find(({ sent }) => isWitness(options.contract, sent));
  if (witness === undefined) return instead;
  const nobody = await askNobody(options, group, witness);
  const alike = group.filter(({ answer }) => nobody !== undefined && isAlike(answer, nobody));
  if (nobody === undefined || !alike.includes(witness)) return instead;
  if (witness.completed.asks.some((name) => !options.known.has(name)))
    return new Map(alike.map((each) => [each.sent, stopShort(each)]));
  for (const each of [witness, ...alike.filter((other) => other !== witness)]) {
    const after = await options.send(each.completed.testCase, 'routed');
    const complete = answerOf(after, 'probe');
    const isPassed = isTurnedAway({ own: each.answer, nobody, ...defined({ complete }) });
    // Without the proof that the routing decides, the first answers count.
    if (each === witness && !isPassed) return instead;
    if (isPassed || complete === undefined) instead.set(each.sent, { ...after, ...describeTurn(each) });
  }
  return instead;
}

/** Whether a cell of the matrix whose caller holds something was answered with an error that its expectation does not have. */
function isWitness({ platform }: Contract, { testCase, steps }: SentCase): boolean {
  const answer = answerOf({ testCase, steps }, 'probe');
  return (
    testCase.family === 'tier-matrix' &&
    (platform.callers.find(testCase.tier)?.holds.length ?? 0) > 0 &&
    answer !== undefined &&
    isClientError(answer.status) &&
    !statusesOf(probeOf(testCase).expectation).includes(answer.status)
  );
}

/** The answer to nobody with the same routing headers: that of the matrix, where its cell has the same. */
async function askNobody(
  { send }: RoutingOptions,
  group: readonly Candidate[],
  { sent }: Candidate,
): Promise<Answer | undefined> {
  const cell = group.find(
    ({ sent: { testCase } }) => testCase.family === 'tier-matrix' && testCase.tier === ANONYMOUS.id,
  );
  return cell?.answer ?? answerOf(await send(sendAsNobody(sent.testCase), 'nobody'), 'probe');
}

function describeTurn({ sent, answer, completed }: Candidate): { readonly turnedAway?: TurnedAway } {
  const probe = sent.steps.find(({ step }) => step.purpose === 'probe');
  if (probe === undefined) return {};
  return {
    turnedAway: { step: probe.step, answer, sent: completed.sent, demanded: completed.added },
  };
}

/** A case whose routing cannot be completed: its answer says nothing about the credential. */
function stopShort({ sent, answer, completed: { added, asks } }: Candidate): SentCase {
  return {
    ...sent,
    steps: [],
    stopped: `${answer.status} to whoever sends it, with a credential or without; ${listWords(added)} may lead further, and ${listWords(asks)} is not known to this run`,
  };
}
