import { expect, it } from 'vitest';
import type { Exchange } from '../exchange/exchange.ts';
import type { JsonObject } from '../core/json.ts';
import { proposeAccommodation } from './propose-accommodation.ts';

function proposalFor(status: number, value: JsonObject): string | undefined {
  const request: Exchange['request'] = { method: 'POST', url: '/things', headers: [['X-Sent', 'yes']] };
  const body = { kind: 'json' as const, text: JSON.stringify(value), value };
  return proposeAccommodation('makeThing', { request, outcome: { kind: 'answered', status, headers: [], body } });
}

it.each([
  [
    { error: 'destructive', hint: 'repeat it with the header X-Confirm-Name: box' },
    '{ headers: { X-Confirm-Name: ... } }',
  ],
  [{ error: 'missing header', required_header: 'X-Org' }, '{ headers: { X-Org: ... } }'],
  [{ error: 'X-Sent is fine, X-Other is not there' }, '{ headers: { X-Other: ... } }'],
  [{ error: 'model is required' }, '{ body: { model: ... } }'],
  [{ error: 'MODEL_REQUIRED', message: '"model" is missing' }, '{ body: { model: ... } }'],
])('takes %j for the want of %s', (said, proposal) => {
  expect(proposalFor(400, said)).toBe(`makeThing: ${proposal}`);
});

it.each([
  [400, { error: 'the name is taken' }],
  [400, { error: 'X-Sent is malformed' }],
  [500, { error: 'model is required' }],
  [200, { error: 'model is required' }],
])('proposes nothing for %i %j', (status, said) => {
  expect(proposalFor(status, said)).toBeUndefined();
});
