import { describe, expect, it } from 'vitest';
import { membersAreDeclared } from './members-are-declared.ts';
import { readDocument, smallDocument } from '../../tests/support/test-contract.ts';
import { PASSED } from './check.ts';
import { REFUSED, SUCCESS_SCHEMA, testAnswer, testContext } from '../../tests/support/test-context.ts';

describe('membersAreDeclared', () => {
  it('accepts declared members, and any member of a free-form object', () => {
    const widget = testContext(testAnswer(200, { id: 'w1', parts: [{ size: 1 }] }));
    expect(membersAreDeclared.evaluate(widget)).toEqual({ kind: 'passed' });
    const open = testContext(testAnswer(200, { x: { y: 1 } }), { operationId: 'readOpen' });
    expect(membersAreDeclared.evaluate(open)).toEqual({ kind: 'passed' });
  });

  it('reports members that the contract does not name, rows of a list once', () => {
    const body = { id: 'w1', colour: 'red', parts: [{ weight: 1 }, { weight: 2 }] };
    const observation = (pointer: string, name: string): object => ({
      rule: 'body.undeclared',
      place: { kind: 'body', status: 200, pointer },
      clause: SUCCESS_SCHEMA,
      expected: 'only members that the contract names',
      seen: `a member "${name}"`,
    });
    expect(membersAreDeclared.evaluate(testContext(testAnswer(200, body)))).toEqual({
      kind: 'failed',
      observations: [observation('/colour', 'colour'), observation('/parts/*/weight', 'weight')],
    });
  });

  it('leaves extra members of a closed object, however deep, to the schema', async () => {
    const row = { type: 'object', properties: { size: {} }, additionalProperties: false };
    const schema = { type: 'object', properties: { rows: { type: 'array', items: row } } };
    const content = { 'application/json': { schema } };
    const get = { operationId: 'readRows', responses: { 200: { description: 'The rows.', content } } };
    const contract = await readDocument(smallDocument({ paths: { '/rows': { get } } }));
    const [operation] = contract.operations;
    const context = testContext(testAnswer(200, { rows: [{ size: 1 }, { size: 2, weight: 3 }] }));
    expect(membersAreDeclared.evaluate({ ...context, contract, ...(operation && { operation }) })).toEqual(PASSED);
    const open = testContext(testAnswer(200, { rows: [], more: 1 }));
    expect(membersAreDeclared.evaluate({ ...open, contract, ...(operation && { operation }) })).toMatchObject({
      observations: [{ place: { kind: 'body', status: 200, pointer: '/more' } }],
    });
  });

  it('compares nothing of refusals and texts', () => {
    const skipped = { kind: 'skipped', reason: 'there is nothing to compare' };
    expect(membersAreDeclared.evaluate(testContext(testAnswer(200, 'text')))).toEqual(skipped);
    const refusal = testContext(testAnswer(401, { x: 1 }), { expectation: REFUSED });
    expect(membersAreDeclared.evaluate(refusal)).toEqual(skipped);
  });
});
