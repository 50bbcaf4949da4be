import type { RequestTemplate } from '../cases/case.ts';
import { describeInItsWords } from '../exchange/describe-in-its-words.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { isClientError, isDenial } from '../exchange/status.ts';

/** Statuses that are no refusal of what a removal asks for: it is gone already, or there were too many requests. */
const NO_REFUSAL: readonly number[] = [404, 408, 410, 429];

/** Whether the server refused a removal as it stands, so that another of its kind would be refused as well. */
export function isRefusedRemoval(outcome: Exchange['outcome']): boolean {
  return (
    outcome.kind === 'answered' &&
    isClientError(outcome.status) &&
    !isDenial(outcome.status) &&
    !NO_REFUSAL.includes(outcome.status)
  );
}

/** Says why nothing more is made that this request removes. */
export function describeUnremovable({ operationId }: RequestTemplate, exchange: Exchange): string {
  return `nothing more is made that ${operationId} removes, since it was refused: ${describeInItsWords(exchange)}`;
}
