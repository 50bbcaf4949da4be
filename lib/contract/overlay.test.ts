import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readExpectations } from './overlay.ts';
import { readContract } from './read-spec.ts';
import { documentWithSchemas, readDocument, writeFiles } from '../../tests/support/test-contract.ts';

const HEAD = 'overlay: 1.0.0\ninfo: {title: Test, version: "1"}\nactions:\n';
const ANSWER = '/components/schemas/Answer';

async function expectationsOf(actions: string, head = HEAD): Promise<ReturnType<typeof readExpectations>> {
  const contract = await readDocument(documentWithSchemas({ Answer: { type: 'object', required: ['a'] } }));
  return readExpectations(contract, join(writeFiles({ 'o.yaml': head + actions }), 'o.yaml'));
}

describe('readExpectations', () => {
  it('judges by the contract with the overlay on it, and leaves the contract as it is', async () => {
    const contract = await readDocument(documentWithSchemas({ Answer: { type: 'object', required: ['a'] } }));
    const file = join(
      writeFiles({ 'o.yaml': `${HEAD}  - target: $.components.schemas.Answer\n    update: {required: [b]}\n` }),
      'o.yaml',
    );
    const expectations = await readExpectations(contract, file);
    if (!expectations.ok) throw new Error(expectations.error.join('; '));
    expect(expectations.value.judge(ANSWER, { a: 1, b: 1 }).kind).toBe('valid');
    expect(expectations.value.judge(ANSWER, {})).toMatchObject({
      kind: 'invalid',
      violations: [{ instancePath: '/a' }, { instancePath: '/b' }],
    });
    expect(contract.judge(ANSWER, { a: 1 }).kind).toBe('valid');
  });

  it('applies what is laid on a reference to the answer that has it', async () => {
    const target = "$.paths['/answer'].get.responses['200'].content['application/json'].schema";
    const contract = await readDocument(documentWithSchemas({ Answer: { type: 'object', required: ['a'] } }));
    const file = join(
      writeFiles({ 'o.yaml': `${HEAD}  - target: ${target}\n    update: {required: [b]}\n` }),
      'o.yaml',
    );
    const expectations = await readExpectations(contract, file);
    const pointer = contract.operations[0]?.responses[0]?.content[0]?.schemaPointer ?? '';
    expect(expectations.ok && expectations.value.judge(pointer, { a: 1 })).toMatchObject({
      violations: [{ instancePath: '/b' }],
    });
  });

  it('warns of an action that matches nothing, with its line', async () => {
    const expectations = await expectationsOf('  - target: $.components.schemas.Gone\n    update: {}\n');
    expect(expectations.ok && expectations.value.warnings).toEqual([
      expect.stringMatching(/o\.yaml:4:5: "\$\.components\.schemas\.Gone" matches nothing/),
    ]);
  });

  it.each([
    ['a broken action', '  - target: "$.["\n    update: {}\n', /o\.yaml:4:5: .*JSONPath/],
    ['an unknown member', '  - target: $\n    updates: {}\n    remove: false\n', /o\.yaml:5:5: /],
    ['text that is no YAML', '  - [\n', /o\.yaml:5:1: /],
  ])('names the line of %s', async (_, actions, expected) => {
    const expectations = await expectationsOf(actions);
    expect(expectations.ok ? [] : expectations.error[0]).toMatch(expected);
  });

  it('says that a file is not there', async () => {
    const contract = await readDocument(documentWithSchemas({ Answer: {} }));
    expect(await readExpectations(contract, '/nowhere/o.yaml')).toMatchObject({
      ok: false,
      error: [expect.stringContaining('cannot be read')],
    });
  });

  it('has an overlay of its own that fits the contract', async () => {
    const contract = await readContract('spec/management.yaml', { validate: false });
    if (!contract.ok) throw new Error('the contract cannot be read');
    const expectations = await readExpectations(contract.value, 'spec/expectations.overlay.yaml');
    expect(expectations).toMatchObject({ ok: true, value: { warnings: [] } });
  });
});
