import type { StepAccess } from '../access/compare-callers.ts';
import type { Comparison } from '../access/read-access.ts';
import type { TurnedAway } from '../access/turned-away.ts';
import type { Contract, Operation } from '../contract/contract.ts';
import type { Case, Step } from '../cases/case.ts';
import type { Answer, Exchange } from '../exchange/exchange.ts';
import type { Observation } from '../findings/finding.ts';
import type { GapId, RuleId } from '../rules/rules.ts';

/** One answered step of a case, with everything that a check may look at. */
export interface CheckContext {
  readonly contract: Contract;
  readonly operation: Operation;
  readonly testCase: Case;
  readonly step: Step;
  readonly exchange: Exchange;
  /** The answer of the exchange. */
  readonly answer: Answer;
  /** The answers to the same request by others: without a credential, with a made-up one, and with a rightful one. */
  readonly compared: Comparison;
  /** The answer to the control step of the case. */
  readonly control?: Answer;
  /** Set where the request had to be sent with more routing headers before its caller was asked who they are. */
  readonly turnedAway?: TurnedAway;
  /** Whether the caller got in. */
  readonly access: StepAccess;
  /** JSON Pointers (with `*`) of secret members that this operation is meant to return. */
  readonly mayReturn: readonly string[];
  /** Bodies of this operation hold secrets: nothing of them is quoted. */
  readonly isSensitive?: boolean;
  /** Labels of the secrets (credentials, secret values) that this request carried. */
  readonly sentSecrets: readonly string[];
  /** The second, stricter layer, where there is one. */
  readonly judgeExpectation?: Contract['judge'];
}

/** A check's judgement of one answer. `skipped`: does not apply here. `inconclusive`: applies, cannot be judged; becomes a gap. */
export type Verdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly observations: readonly Observation[] }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'inconclusive'; readonly gap: GapId; readonly reason: string };

/** One judgement. Pure: the same context gives the same verdict. */
export interface Check {
  /** Says the rule that holds: `body-matches-schema`. */
  readonly id: string;
  readonly title: string;
  /** The clause that it defends: of OpenAPI, an RFC, or a rule of the platform. */
  readonly clause: string;
  /** The rules that its findings may have. */
  readonly rules: readonly RuleId[];
  /** Set if it also judges requests that the contract does not have: another path, another method. */
  readonly judgesOutside?: true;
  evaluate(context: CheckContext): Verdict;
}

export const PASSED: Verdict = { kind: 'passed' };

export function skip(reason: string): Verdict {
  return { kind: 'skipped', reason };
}

/** Makes a gap of a value that cannot be held against its schema: it never passes. */
export function unsupported(reason: string): Verdict {
  return { kind: 'inconclusive', gap: 'gap.schema-unsupported', reason };
}

export function judgeBy(observations: readonly Observation[]): Verdict {
  return observations.length === 0 ? PASSED : { kind: 'failed', observations };
}
