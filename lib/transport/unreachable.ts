import { HarnessError } from '../core/errors.ts';
import { FAILURES, type Exchange } from '../exchange/exchange.ts';
import type { Sent } from './wire.ts';

export function isUnreachable({ outcome }: Exchange): boolean {
  return outcome.kind === 'failed' && FAILURES[outcome.reason].unreachable !== undefined;
}

/** Throws where the host cannot be reached: a target that does not answer cannot be judged. */
export function throwIfUnreachable({ exchange }: Pick<Sent, 'exchange'>): void {
  const { outcome } = exchange;
  if (!isUnreachable(exchange)) return;
  throw new HarnessError('unreachable', `cannot reach ${describeUnreachable(exchange)}`, [
    outcome.kind === 'failed' && outcome.reason === 'tls'
      ? 'set TLS_CA_FILE to a file with the certificate authority, if it is one of your own'
      : 'check CP_BASE_URL and TENANT_BASE_URL',
  ]);
}

/** Throws where the target asks for a longer wait than RETRY_BUDGET_MS covers. `doing` and `left` say what the run was at, and what is left undone. */
export function throwIfBudgetSpent({ exchange, isBudgetSpent }: Sent, doing: string, left: string): void {
  const { outcome } = exchange;
  if (!isBudgetSpent || outcome.kind === 'failed') return;
  const origin = new URL(exchange.request.url).origin;
  throw new HarnessError(
    'timeout',
    `${origin} says ${outcome.status} (come back later) to the step "${doing}", and the time that may be waited for it is spent (RETRY_BUDGET_MS); ${left}`,
    ['raise RETRY_BUDGET_MS, lower REQUESTS_PER_SECOND, select less with --only, or come back later'],
  );
}

export function describeUnreachable({ outcome, request }: Exchange): string {
  const origin = new URL(request.url).origin;
  if (outcome.kind === 'answered') return `${origin}: it answers ${outcome.status}`;
  return `${origin}: ${FAILURES[outcome.reason].unreachable ?? 'no answer came'} (${outcome.detail})`;
}
