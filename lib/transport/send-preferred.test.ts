import { expect, it } from 'vitest';
import { testAnswer } from '../../tests/support/test-context.ts';
import type { RequestTemplate, TemplateBody } from '../cases/case.ts';
import { sendPreferred } from './send-preferred.ts';

const bodyOf = (value: string): TemplateBody => ({ kind: 'json', value });
const REQUEST: RequestTemplate = {
  operationId: 'make',
  service: 'cp',
  method: 'POST',
  path: '/',
  query: [],
  headers: [],
  body: bodyOf('first'),
  otherBodies: [bodyOf('second'), bodyOf('third')],
};

/** Sends to a target that answers the bodies in turn with these statuses; returns the bodies, and the status that counts. */
async function sendTo(...statuses: readonly number[]): Promise<readonly unknown[]> {
  const sent: unknown[] = [];
  const { exchange } = await sendPreferred(async ({ body }) => {
    const outcome = testAnswer(statuses[sent.length] ?? 0);
    sent.push(body?.kind === 'json' ? body.value : undefined);
    const request = { method: 'POST', url: 'http://localhost/', headers: [] };
    return {
      exchange: { requestId: '', startedAtMs: 0, durationMs: 0, request, outcome },
      lost: 0,
      isBudgetSpent: false,
    };
  }, REQUEST);
  return [...sent, exchange.outcome.kind === 'answered' ? exchange.outcome.status : undefined];
}

it.each([
  ['uses the first that is accepted', [201], ['first', 201]],
  ['tries the next where one is refused', [400, 422, 201], ['first', 'second', 'third', 201]],
  ['keeps the answer to the preferred one where all are refused', [422, 400, 400], ['first', 'second', 'third', 422]],
  ['takes a credential that is refused for no matter of the body', [403], ['first', 403]],
  ['takes a rate limit for no matter of the body', [429], ['first', 429]],
  ['takes an error of the server for no matter of the body', [500], ['first', 500]],
])('%s', async (_, statuses, expected) => {
  expect(await sendTo(...statuses)).toEqual(expected);
});
