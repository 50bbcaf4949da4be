import { defined } from '../core/defined.ts';
import type { Case } from '../cases/case.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { unescapeToken } from '../core/pointer.ts';
import type { Answer } from '../exchange/exchange.ts';
import type { Contract } from '../contract/contract.ts';
import type { Severity } from '../core/severity.ts';
import type { Occurrence } from '../findings/finding.ts';
import type { JournalLine } from '../findings/run-record.ts';
import { makeFinding } from '../findings/make-finding.ts';
import type { RuleId } from '../rules/rules.ts';
import type { JudgedCase } from './judge-case.ts';

/**
 * Whether a case is worth sending a second time: something was found, and repeating it does no harm. A critical finding is never in
 * doubt: a caller who was let in once was let in.
 */
export function isWorthAskingAgain({ reach, steps }: Case, { findings }: JudgedCase): boolean {
  const isHarmless = reach === 'none' && steps.every(({ makes, purpose }) => makes === undefined && purpose !== 'undo');
  return isHarmless && findings.some(isInDoubt);
}

function isInDoubt({ severity }: Occurrence): boolean {
  return severity !== 'critical';
}

const DISAGREES = 'the same request was answered in another way the second time';

interface AskedTwice {
  readonly contract: Contract;
  readonly first: JudgedCase;
  readonly second: JudgedCase;
  readonly severityOf: (rule: RuleId, operationId: string) => Severity | undefined;
  /** The second answer. */
  readonly again?: Answer;
}

/**
 * Compares what was found the first and the second time. A finding that was made only once becomes `ops.flaky`, which is neither
 * drift nor a pass. Without a second answer the first judgement stays, and so does a finding about rows where the second has none.
 */
export function settleDoubt(asked: AskedTwice): JudgedCase {
  const { first, second } = asked;
  if (second.state === 'inconclusive') return first;
  const confirmed = new Set(second.findings.map(({ fingerprint }) => fingerprint));
  const stays = (finding: Occurrence): boolean =>
    !isInDoubt(finding) || confirmed.has(finding.fingerprint) || !hasPlaceOf(asked.again, finding);
  if (first.findings.every(stays)) return first;
  const findings = first.findings.map((finding) => (stays(finding) ? finding : flakyFinding(asked, finding)));
  if (first.findings.some(stays)) return { ...first, findings };
  const { cell } = first;
  return {
    ...first,
    state: 'inconclusive',
    reason: DISAGREES,
    findings,
    ...(cell === undefined ? {} : { cell: { ...cell, verdict: 'could-not-tell', reason: DISAGREES } }),
  };
}

/** Whether an answer has the rows that a finding is about, so that it would show it. */
function hasPlaceOf(again: Answer | undefined, { place }: Occurrence): boolean {
  if (place.kind !== 'body' || place.pointer?.includes('/*') !== true || again?.body.kind !== 'json') return true;
  const rows = place.pointer.slice(0, place.pointer.lastIndexOf('/*') + '/*'.length);
  return rows
    .split('/')
    .slice(1)
    .reduce<readonly (JsonValue | undefined)[]>(
      (values, token) => values.flatMap((value) => stepInto(value, token)),
      [again.body.value],
    )
    .some((value) => value !== undefined);
}

function stepInto(value: JsonValue | undefined, token: string): readonly (JsonValue | undefined)[] {
  if (Array.isArray(value)) return token === '*' ? (value as readonly JsonValue[]) : [];
  if (!isJsonObject(value)) return [];
  return token === '*' ? Object.values(value) : [value[unescapeToken(token)]];
}

function flakyFinding({ contract, first, severityOf }: AskedTwice, finding: Occurrence): Occurrence {
  const operation = contract.operation(finding.operationId);
  if (operation === undefined) return finding;
  return makeFinding({
    contract,
    operation,
    check: 'answers-agree',
    observation: {
      rule: 'ops.flaky',
      place: { ...finding.place, flaky: finding.rule },
      clause: finding.clause.pointer,
      expected: 'the same answer to the same request',
      seen: `${finding.seen} where ${finding.expected} is due, and the second time nothing of it`,
      ...defined({ tier: finding.tier }),
    },
    caseId: first.id,
    reproduce: finding.reproduce,
    severityOf,
  });
}

/** Other operations that have to lose answers too, for the cause to be the way to the target. */
const MANY_OTHERS = 3;

/**
 * Decides, once all sequences are done, how cases with lost answers are judged: an answer that stays away is drift of its operation,
 * unless several other operations lost answers in this run too, or the target is gone; then the cause is the way to the target.
 */
export function settleLostAnswers(journal: readonly JournalLine[]): readonly JournalLine[] {
  const { operationIds: lost = [], isGone = false } = journal.findLast((line) => line.kind === 'lost') ?? {};
  return journal.flatMap((line) => {
    if (line.kind !== 'lost-answers') return [line];
    const others = lost.filter((operationId) => operationId !== line.operationId);
    return isGone || others.length >= MANY_OTHERS ? line.asGap : line.asDrift;
  });
}
