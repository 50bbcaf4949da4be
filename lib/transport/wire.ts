import type { Bindings } from '../cases/bind.ts';
import type { RequestTemplate } from '../cases/case.ts';
import type { JsonValue } from '../core/json.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { BudgetState, SendRules } from './rate-budget.ts';

/** What came of sending a request: the redacted record, and the body as it was for binding ids and minted credentials. */
export interface Sent {
  readonly exchange: Exchange;
  readonly raw?: JsonValue;
  /** How often its answer was lost, to a broken connection or to a proxy; the last time included where none came. */
  readonly lost: number;
  /** The answer asks for a wait that the run can no longer afford. */
  readonly isBudgetSpent: boolean;
}

/** How a request may be treated, as far as whoever sends it knows. */
export interface WireRules extends Pick<SendRules, 'isRepeatable' | 'expected'> {
  /** How long the answer is waited for, where that is less than usual; one that does not come is not asked for again. */
  readonly patienceMs?: number;
  /** Called each time its turn has come, right before it goes out; what it throws keeps it from being sent. */
  readonly beforeSend?: () => void;
}

/** The way to the target, as the run uses it. */
export interface Wire {
  send(request: RequestTemplate, bindings: Bindings, rules?: WireRules): Promise<Sent>;
  /** Requests that were sent again after a 429, a 503 or a lost answer. */
  readonly retries: () => number;
  /** What has been learned of the target's limits, and spent on waiting, for the other process of the run. */
  readonly budgetState: () => BudgetState;
  readonly resumeBudget: (state: BudgetState) => void;
  /** Starts on a budget of its own for waits: cleaning up is worth more patience than judging. */
  readonly renewBudget: () => void;
  close(): Promise<void>;
}
