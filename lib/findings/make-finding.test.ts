import { describe, expect, it } from 'vitest';
import { readDocument, smallDocument } from '../../tests/support/test-contract.ts';
import type { Occurrence } from './finding.ts';
import { makeFinding } from './make-finding.ts';

const contract = await readDocument(smallDocument());

function findingOf(slug: string, status: string): Occurrence {
  const [operation] = contract.operations;
  if (operation === undefined) throw new Error('there is no operation');
  return makeFinding({
    contract,
    operation,
    check: 'body-matches-schema',
    observation: {
      rule: 'body.required',
      place: { kind: 'body', status: 200, pointer: '/workspaces/*/running' },
      clause: operation.pointer,
      expected: 'the required member "running" of a workspace',
      seen: `a workspace of ${slug} without it`,
    },
    caseId: 'listWidgets/conformance/minimal',
    reproduce: 'curl',
    bound: new Map([
      ['org.slug', slug],
      ['org.status', status],
    ]),
  });
}

describe('makeFinding', () => {
  it('makes the same finding in an org with any name and in any state', () => {
    const finding = findingOf('work', 'running');
    expect(finding).toMatchObject({
      place: { kind: 'body', status: 200, pointer: '/workspaces/*/running' },
      expected: 'the required member "running" of a workspace',
      seen: 'a workspace of work without it',
    });
    for (const slug of ['e2e-20261126-1a2b', 'acme-1', 'space', 'body'])
      expect(findingOf(slug, 'provisioning')).toMatchObject({
        fingerprint: finding.fingerprint,
        place: finding.place,
        expected: finding.expected,
      });
    expect(findingOf('acme-1', 'running').seen).toBe('a workspace of <org.slug> without it');
  });
});
