import type { Step } from '../cases/case.ts';
import type { Answer } from '../exchange/exchange.ts';
import { isClientError } from '../exchange/status.ts';
import { isAlike } from './read-access.ts';

/** How a probe was turned away for want of a routing header before anybody was asked who they are. */
export interface TurnedAway {
  /** The probe as it was sent first, with the routing that the contract asks for. */
  readonly step: Step;
  /** The answer to it, which is that to nobody as well. */
  readonly answer: Answer;
  /** Names of the routing headers that it had. */
  readonly sent: readonly string[];
  /** Names of the routing headers that got it further. */
  readonly demanded: readonly string[];
}

interface RoutedAnswers {
  /** The answer to a caller with a credential. */
  readonly own?: Answer;
  /** The answer to the same request without a credential. */
  readonly nobody?: Answer;
  /** The answer to the same request with all routing headers. */
  readonly complete?: Answer;
}

/**
 * Tells whether a client error comes before anybody is authenticated and is about the routing: nobody is answered the same, and with
 * all routing headers the caller is answered otherwise. `docs/access.md` has the table.
 */
export function isTurnedAway({ own, nobody, complete }: RoutedAnswers): boolean {
  if (own === undefined || nobody === undefined || complete === undefined) return false;
  return isClientError(own.status) && isAlike(own, nobody) && !isAlike(own, complete);
}
