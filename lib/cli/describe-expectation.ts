import type { Expectation } from '../cases/case.ts';

/** What an answer has to be, in a few words that follow "expects". */
export function describeExpectation(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'success':
    case 'error':
      return expectation.statuses.join(' or ');
    case 'accepted':
      return `acceptance (${expectation.statuses.join(' or ')})`;
    case 'unauthenticated':
      return `a request for a credential (${expectation.statuses.join(' or ')})`;
    case 'mirrors':
      return 'the same answer as the original';
    case 'unrouted':
      return 'no success';
    case 'refused':
      return `refusal (${[...expectation.statuses, ...(expectation.orTurnedAway ?? [])].join(' or ') || 'as for what does not exist'})`;
    case 'either':
      return `acceptance (${expectation.statuses.join(' or ')}) or refusal (${expectation.refusals.join(' or ')})`;
  }
}
