import { describe, expect, it } from 'vitest';
import { fingerprintFor, testCase, testOccurrence } from '../../tests/support/test-record.ts';
import type { Occurrence } from './finding.ts';
import { followRenamed } from './follow-renamed.ts';

function at(rule: Occurrence['rule'], place: Occurrence['place'], operationId = 'readMode'): Occurrence {
  return testOccurrence(`${rule} ${operationId} ${JSON.stringify(place)}`, {
    rule,
    operationId,
    place,
    cases: [`${operationId}/conformance/success`],
  });
}

const renamed = at('body.renamed', { kind: 'body', status: 200, pointer: '/*/mode', sentAs: 'state' });
const rulesOf = (...others: readonly Occurrence[]): readonly string[] =>
  followRenamed([renamed, ...others], []).occurrences.map(({ rule }) => rule);

describe('followRenamed', () => {
  it.each<readonly [string, Occurrence]>([
    ['the declared member is missing', at('body.required', { kind: 'body', status: 200, pointer: '/*/mode' })],
    ['it was expected', at('expectation.required', { kind: 'body', status: 200, pointer: '/*/mode' })],
    ['the other is undeclared', at('body.undeclared', { kind: 'body', status: 200, pointer: '/*/state' })],
    ['the other has members', at('body.undeclared', { kind: 'body', status: 200, pointer: '/*/state/since' })],
    [
      'a change was looked for under the declared name',
      at('state.update-invisible', { kind: 'body', pointer: '/0/mode', seenIn: 'readMode' }, 'setMode'),
    ],
  ])('leaves out that %s', (_, consequence) => {
    expect(rulesOf(consequence)).toEqual(['body.renamed']);
  });

  it.each<readonly [string, Occurrence]>([
    ['another member', at('body.undeclared', { kind: 'body', status: 200, pointer: '/*/stateful' })],
    ['another answer', at('body.required', { kind: 'body', status: 201, pointer: '/*/mode' })],
    ['another operation', at('body.required', { kind: 'body', status: 200, pointer: '/*/mode' }, 'other')],
    ['a wrong value of it', at('body.enum', { kind: 'body', status: 200, pointer: '/*/mode' })],
    [
      'an effect that another answer shows',
      at('state.update-invisible', { kind: 'body', pointer: '/*/mode' }, 'other'),
    ],
  ])('keeps what is said of %s', (_, other) => {
    expect(rulesOf(other)).toContain(other.rule);
  });

  it('has the cases of what it leaves out show the renamed member', () => {
    const consequence = at(
      'state.update-invisible',
      { kind: 'body', pointer: '/*/mode', seenIn: 'readMode' },
      'setMode',
    );
    const cases = [
      testCase('setMode/conformance/success', 'failed', { findings: [consequence.fingerprint, fingerprintFor('x')] }),
    ];
    const followed = followRenamed([renamed, consequence], cases);
    expect(followed.occurrences[0]?.cases).toEqual(['readMode/conformance/success', 'setMode/conformance/success']);
    expect(followed.cases[0]?.findings).toEqual([renamed.fingerprint, fingerprintFor('x')].sort());
  });
});
