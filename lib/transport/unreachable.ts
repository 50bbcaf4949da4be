import { HarnessError } from '../core/errors.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Sent } from './wire.ts';

const UNREACHABLE: Readonly<Record<string, string>> = {
  dns: 'its host name cannot be resolved',
  refused: 'the connection is refused',
  tls: 'its TLS certificate is not trusted',
  timeout: 'it does not answer in time',
};

export function isUnreachable({ outcome }: Exchange): boolean {
  return outcome.kind === 'failed' && UNREACHABLE[outcome.reason] !== undefined;
}

/** Ends the run where nobody is there to be asked: a target that cannot be reached has not been judged. */
export function throwIfUnreachable({ exchange }: Pick<Sent, 'exchange'>): void {
  const { outcome } = exchange;
  if (!isUnreachable(exchange)) return;
  throw new HarnessError('unreachable', `cannot reach ${describeUnreachable(exchange)}`, [
    outcome.kind === 'failed' && outcome.reason === 'tls'
      ? 'set TLS_CA_FILE to a file with the certificate authority, if it is one of your own'
      : 'check CP_BASE_URL and TENANT_BASE_URL',
  ]);
}

/** Ends the run where the target says that it is asked too often, for longer than may be waited. */
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
  return `${origin}: ${UNREACHABLE[outcome.reason] ?? 'no answer came'} (${outcome.detail})`;
}
