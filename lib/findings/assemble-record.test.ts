import { describe, expect, it } from 'vitest';
import { mergeFindings } from './assemble-record.ts';
import { testFinding } from '../../tests/support/test-record.ts';

const seenIn = (id: string, reproduce: string, seen = 'it is missing') =>
  testFinding('id', { operationId: 'getWidget', cases: [id], reproduce, seen });

const OWN = seenIn(
  'getWidget/tier-matrix/owner',
  'curl "$CP_BASE_URL"\'/widgets/\'"$WORKSPACE_ID"',
  'seen by the owner',
);
const OF_ANOTHER = seenIn('createWidget/conformance/success', 'curl "$CP_BASE_URL"\'/widgets/\'"$CREATED_ID"');
const OF_NOTHING = seenIn('getWidget/conformance/unknown', 'curl "$CP_BASE_URL"\'/widgets/\'"$UNKNOWN_UUID"');

describe('mergeFindings', () => {
  it('makes one of what has one fingerprint, in the words of its canonical case, in whatever order they come', () => {
    const canonical = { ...OWN, cases: [OWN, OF_ANOTHER, OF_NOTHING].flatMap(({ cases }) => cases) };
    expect(mergeFindings([OF_ANOTHER, OF_NOTHING, OWN])).toEqual([canonical]);
    expect(mergeFindings([OWN, OF_NOTHING, OF_ANOTHER])).toEqual([canonical]);
  });

  it('prefers a command without values that somebody has to make up first', () => {
    const [merged] = mergeFindings([OF_NOTHING, OWN]);
    expect(merged?.reproduce).toBe(OWN.reproduce);
    expect(merged?.cases).toEqual([...OWN.cases, ...OF_NOTHING.cases]);
  });

  it('prefers a case of its own operation to one that comes by an id of another', () => {
    expect(mergeFindings([OF_ANOTHER, OF_NOTHING])[0]?.reproduce).toBe(OF_NOTHING.reproduce);
  });

  it('comes to the same by way of shards', () => {
    const whole = mergeFindings([OWN, OF_ANOTHER, OF_NOTHING]);
    expect(mergeFindings([...mergeFindings([OF_ANOTHER, OWN]), ...mergeFindings([OF_NOTHING])])).toEqual(whole);
  });

  it('keeps the worst first', () => {
    const [first] = mergeFindings([testFinding('a'), testFinding('b', { severity: 'critical' })]);
    expect(first?.severity).toBe('critical');
  });
});
