import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../core/json.ts';
import { documentWithSchemas, readDocument } from '../../tests/support/test-contract.ts';

const PARTS = {
  Id: { type: 'string', readOnly: true },
  Base: { required: ['id', 'name'], properties: { id: { $ref: '#/components/schemas/Id' }, name: {} } },
};
const OWN = {
  type: 'object',
  required: ['password', 'id', 'name'],
  properties: { id: { readOnly: true }, password: { writeOnly: true }, name: {} },
};
const JOINED = {
  allOf: [{ $ref: '#/components/schemas/Base' }, { properties: { password: { writeOnly: true } } }],
  required: ['password'],
};

describe.each([
  ['of its own', OWN],
  ['of what it is joined from', JOINED],
])('a required member %s', (_, Answer) => {
  it.each<readonly [direction: 'judge' | 'judgeRequest', value: JsonValue, missing: readonly string[]]>([
    ['judge', { id: 1, name: 2 }, []],
    ['judge', { password: 1 }, ['/id', '/name']],
    ['judgeRequest', { password: 1, name: 2 }, []],
    ['judgeRequest', { id: 1 }, ['/name', '/password']],
  ])('is needed where it goes: %s, %j', async (direction, value, missing) => {
    const contract = await readDocument(documentWithSchemas({ Answer, ...PARTS }));
    const answer = { ...(value as object), ...('id' in (value as object) ? { id: 'a' } : {}) };
    const verdict = contract[direction]('/components/schemas/Answer', answer);
    const violations = verdict.kind === 'invalid' ? verdict.violations : [];
    expect(violations.map(({ instancePath }) => instancePath)).toEqual(missing);
  });
});

describe('a violation of what is left in the list', () => {
  it('has the place of its name as it was written', async () => {
    const contract = await readDocument(documentWithSchemas({ Answer: OWN }));
    expect(contract.judge('/components/schemas/Answer', { id: 1 })).toMatchObject({
      violations: [{ schemaPointer: '/components/schemas/Answer/required/2' }],
    });
  });
});
