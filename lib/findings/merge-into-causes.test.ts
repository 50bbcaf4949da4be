import { describe, expect, it } from 'vitest';
import { testOccurrence } from '../../tests/support/test-record.ts';
import type { Occurrence } from './finding.ts';
import { mergeIntoCauses, operationsOf } from './merge-into-causes.ts';

const LOOKUP = {
  serviceOf: (id: string): string => (id.startsWith('tenant') ? 'tenant' : 'cp'),
  schemaOf: ({ clause }: { readonly clause: { readonly pointer: string } }): string => clause.pointer,
  firstOfItsKind: (tier: string): string => (tier === 'stranger-session' ? 'owner-session' : tier),
};

/** Makes an occurrence of one rule on an operation, which names it. */
function on(operationId: string, changes: Partial<Occurrence> = {}): Occurrence {
  return testOccurrence(operationId, {
    operationId,
    path: `/${operationId}`,
    cases: [`${operationId}/conformance/full`],
    place: { kind: 'header', name: 'www-authenticate', status: 401 },
    rule: 'header.www-authenticate',
    seen: 'none',
    ...changes,
  });
}

function countOf(...occurrences: readonly Occurrence[]): number {
  return mergeIntoCauses(occurrences, LOOKUP).length;
}

describe('mergeIntoCauses', () => {
  it('makes one finding of one disagreement on several operations, in the words of the first', () => {
    const occurrences = [on('listOrgs', { expected: 'b' }), on('getOrg', { expected: 'a', severity: 'critical' })];
    const [finding, ...others] = mergeIntoCauses(occurrences, LOOKUP);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      operationId: 'getOrg',
      expected: 'a',
      severity: 'critical',
      service: 'cp',
      cases: ['getOrg/conformance/full', 'listOrgs/conformance/full'],
      occurrences: [{ operationId: 'getOrg' }, { operationId: 'listOrgs' }],
    });
  });

  it('gives the same findings in the same order, however what is merged is shuffled', () => {
    const all = ['a', 'b', 'c', 'd', 'tenantA', 'tenantB'].flatMap((id) => [
      on(id),
      on(id, { fingerprint: `${id}-2`, seen: 'Basic', place: { kind: 'status', status: 401 } }),
      on(id, { fingerprint: `${id}-3`, severity: 'minor', rule: 'header.missing' }),
    ]);
    const expected = mergeIntoCauses(all, LOOKUP);
    for (let turn = 1; turn < all.length; turn += 1) {
      const shuffled = [...all.slice(turn), ...all.slice(0, turn)].sort((left, right) =>
        `${left.fingerprint.length * turn}`.localeCompare(`${right.fingerprint.length}`),
      );
      expect(mergeIntoCauses(shuffled, LOOKUP)).toEqual(expected);
    }
    expect(expected.map((finding) => finding.occurrences.length)).toEqual([4, 4, 2, 2, 4, 2]);
  });

  it('has a fingerprint that does not depend on the operations, and is not that of an occurrence', () => {
    const fingerprintOf = (...occurrences: readonly Occurrence[]): string | undefined =>
      mergeIntoCauses(occurrences, LOOKUP)[0]?.fingerprint;
    const alone = fingerprintOf(on('getOrg'));
    expect(alone).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprintOf(on('listOrgs'))).toBe(alone);
    expect(fingerprintOf(on('getOrg'), on('listOrgs'), on('createOrg'))).toBe(alone);
    expect(alone).not.toBe(on('getOrg').fingerprint);
  });

  it('keeps services, rules, places and statuses apart', () => {
    expect(countOf(on('getOrg'), on('tenantInfo'))).toBe(2);
    expect(countOf(on('getOrg'), on('listOrgs', { rule: 'header.missing' }))).toBe(2);
    expect(countOf(on('getOrg'), on('listOrgs', { place: { kind: 'status', status: 401 } }))).toBe(2);
    const answers = (id: string, seen: string): Occurrence => on(id, { place: { kind: 'status-of-refusal' }, seen });
    expect(countOf(answers('getOrg', '403'), answers('listOrgs', '403'))).toBe(1);
    expect(countOf(answers('getOrg', '403'), answers('listOrgs', '500'))).toBe(2);
  });

  it('does not tell findings apart by values, which may differ in the next run', () => {
    const format = (id: string, seen: string): Occurrence =>
      on(id, { rule: 'body.format', place: { kind: 'body', status: 200, pointer: '/id' }, seen });
    expect(countOf(format('getOrg', '"ws-1"'), format('listOrgs', '"ws-2"'))).toBe(1);
    expect(countOf(on('getOrg', { seen: 'Basic' }), on('listOrgs', { seen: 'Negotiate' }))).toBe(1);
    expect(countOf(on('getOrg', { seen: 'Basic' }), on('listOrgs'))).toBe(2);
  });

  it('takes what a component says for one cause, at whatever place of an answer it is', () => {
    const at = (id: string, pointer: string, clause: string): Occurrence =>
      on(id, {
        rule: 'body.required',
        place: { kind: 'body', status: 200, pointer },
        clause: { pointer: clause, position: { file: 'api.yaml', line: 1, column: 1 } },
      });
    const [org, key] = ['/components/schemas/Org/required', '/components/schemas/Key/required'];
    expect(countOf(at('getOrg', '/slug', org), at('listOrgs', '/*/slug', org))).toBe(1);
    expect(countOf(at('getOrg', '/slug', org), at('listOrgs', '/*/id', org))).toBe(2);
    expect(countOf(at('getOrg', '/slug', org), at('getKey', '/slug', key))).toBe(2);
  });

  it('keeps callers apart where the rule is about who got in, whatever status each operation answers', () => {
    const letIn = (id: string, tier: string, seen: string): Occurrence =>
      on(id, { rule: 'auth.wrong-tier-accepted', place: { kind: 'access' }, tier, seen, fingerprint: `${id}${tier}` });
    expect(countOf(letIn('getOrg', 'org-key', '200'), letIn('createOrg', 'org-key', '201'))).toBe(1);
    expect(countOf(letIn('getOrg', 'org-key', '200'), letIn('getOrg', 'owner-session', '200'))).toBe(2);
  });

  it('merges callers elsewhere, and names one only where it is the same', () => {
    const refusal = (id: string, tier: string): Occurrence =>
      on(id, {
        rule: 'auth.refusal-shape',
        place: { kind: 'refusal', status: 401 },
        tier,
        fingerprint: `${id}${tier}`,
      });
    const [both] = mergeIntoCauses([refusal('a', 'anonymous'), refusal('a', 'org-key')], LOOKUP);
    expect(both?.occurrences).toHaveLength(2);
    expect(both).not.toHaveProperty('tier');
    const [same] = mergeIntoCauses([refusal('a', 'anonymous'), refusal('b', 'anonymous')], LOOKUP);
    expect(same?.tier).toBe('anonymous');
  });

  it('lists the undeclared members of one schema in one finding, and keeps schemas apart', () => {
    const undeclared = (id: string, pointer: string, schema: string): Occurrence =>
      on(id, {
        rule: 'body.undeclared',
        fingerprint: `${id}${pointer}`,
        place: { kind: 'body', status: 200, pointer },
        clause: { pointer: schema, position: { file: 'api.yaml', line: 1, column: 1 } },
        seen: `a member "${pointer.slice(1)}"`,
      });
    const [org] = mergeIntoCauses(
      [undeclared('getOrg', '/b', '/schemas/Org'), undeclared('createOrg', '/a', '/schemas/Org')],
      LOOKUP,
    );
    expect(org).toMatchObject({ place: { kind: 'body', status: 200 }, seen: '2 members: "a", "b"' });
    expect(org?.place).not.toHaveProperty('pointer');
    expect(countOf(undeclared('getOrg', '/b', '/schemas/Org'), undeclared('getKey', '/b', '/schemas/Key'))).toBe(2);
    const [one] = mergeIntoCauses([undeclared('getOrg', '/b', '/schemas/Org')], LOOKUP);
    expect(one).toMatchObject({ seen: 'a member "b"', fingerprint: org?.fingerprint });
  });

  it('takes the operation that shows an effect, and its own, out of what was seen', () => {
    const effect = (id: string, reader: string): Occurrence =>
      on(id, { place: { kind: 'status', status: 404, seenIn: reader }, seen: `404 from ${reader} after ${id}` });
    expect(countOf(effect('createOrg', 'getOrg'), effect('createKey', 'getKey'))).toBe(1);
  });
});

describe('operationsOf', () => {
  it('names each operation once, sorted', () => {
    const [finding] = mergeIntoCauses([on('b'), on('a'), on('a', { tier: 'org-key' })], LOOKUP);
    expect(finding === undefined ? [] : operationsOf(finding)).toEqual(['a', 'b']);
  });
});
