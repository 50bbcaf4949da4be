import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Contract, ContractProblem } from './contract.ts';
import type { Result } from '../core/result.ts';
import { readExpectations } from './lay-overlays.ts';
import { readContract } from './read-spec.ts';
import { documentWithSchemas, readDocument, writeFiles } from '../../tests/support/test-contract.ts';
import { choosePlatform } from '../platform/platforms.ts';

const CONTRACT = `openapi: 3.1.0
info: { title: Widgets, version: 1.0.0 }
paths:
  /widgets:
    get:
      operationId: listWidgets
      responses:
        '200':
          description: Done.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Widget' }
components:
  schemas:
    Widget:
      type: object
      required:
        - id
        - name
        - size
      properties:
        id: { type: string }
        name: { type: string }
        size: { type: integer }
`;
const HEAD = 'overlay: 1.0.0\ninfo: { title: Test, version: 1.0.0 }\nactions:\n';
const WIDGET = '/components/schemas/Widget';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function readWith(...overlays: readonly string[]): Promise<Result<Contract, readonly ContractProblem[]>> {
  const files = Object.fromEntries(overlays.map((text, index) => [`o${index}.yaml`, HEAD + text]));
  const folder = writeFiles({ 'c.yaml': CONTRACT, ...files });
  folders.push(folder);
  const names = Object.keys(files).map((name) => join(folder, name));
  return readContract(join(folder, 'c.yaml'), { choosePlatform, validate: true, overlays: names });
}

async function contractWith(...overlays: readonly string[]): Promise<Contract> {
  const read = await readWith(...overlays);
  if (!read.ok) throw new Error(read.error.map(({ message }) => message).join('; '));
  return read.value;
}

function placeOf(contract: Contract, pointer: string): string {
  const { file, line, column } = contract.positionOf(pointer);
  return `${basename(file)}:${line}:${column}`;
}

describe('a contract with overlays laid on it', () => {
  it('says what the overlay says, and names the line of what came from where', async () => {
    const contract = await contractWith(
      `  - target: $.components.schemas.Widget.properties\n    update:\n      colour: { type: string }\n      size:\n        minimum: 1\n`,
    );
    expect(contract.judge(WIDGET, { id: 'a', name: 'b', size: 0 }).kind).toBe('invalid');
    expect(placeOf(contract, `${WIDGET}/properties/colour/type`)).toBe('o0.yaml:6:17');
    expect(placeOf(contract, `${WIDGET}/properties/size/minimum`)).toBe('o0.yaml:8:9');
    expect(placeOf(contract, `${WIDGET}/properties/size/type`)).toBe('c.yaml:24:17');
    expect(placeOf(contract, `${WIDGET}/properties/name`)).toBe('c.yaml:23:9');
  });

  it('keeps the lines of items that move up when one is removed, and finds those that are added', async () => {
    const contract = await contractWith(
      `  - target: $.components.schemas.Widget.required[?@ == 'name']\n    remove: true\n  - target: $.components.schemas.Widget\n    update:\n      required: [id, colour]\n`,
    );
    expect(contract.resolve(`${WIDGET}/required`)?.value).toEqual(['id', 'size', 'colour']);
    expect(placeOf(contract, `${WIDGET}/required/0`)).toBe('c.yaml:18:11');
    expect(placeOf(contract, `${WIDGET}/required/1`)).toBe('c.yaml:20:11');
    expect(placeOf(contract, `${WIDGET}/required/2`)).toBe('o0.yaml:8:22');
  });

  it('names the line of a value that took the place of another', async () => {
    const contract = await contractWith(
      `  - target: $.components.schemas.Widget.properties.id.type\n    remove: true\n  - target: $.components.schemas.Widget.properties.id\n    update:\n      type: [string, 'null']\n`,
    );
    expect(contract.judge(WIDGET, { id: null, name: 'b', size: 1 }).kind).toBe('valid');
    expect(placeOf(contract, `${WIDGET}/properties/id/type`)).toBe('o0.yaml:8:7');
  });

  it('lays one overlay on what the one before it made', async () => {
    const contract = await contractWith(
      `  - target: $.components.schemas\n    update: { Gadget: { type: object } }\n`,
      `  - target: $.components.schemas.Gadget\n    update: { minProperties: 1 }\n`,
    );
    expect(contract.judge('/components/schemas/Gadget', {}).kind).toBe('invalid');
    expect(placeOf(contract, '/components/schemas/Gadget/type')).toBe('o0.yaml:5:25');
    expect(placeOf(contract, '/components/schemas/Gadget/minProperties')).toBe('o1.yaml:5:15');
  });

  it('is another edition than the contract alone, and warns of what met nothing', async () => {
    const [alone, edited] = [
      await contractWith(),
      await contractWith(
        `  - target: $.components.schemas.Gone\n    update: { type: object }\n  - target: $.info\n    update: { version: 1.1.0 }\n`,
      ),
    ];
    expect(edited.hash).not.toBe(alone.hash);
    expect(edited.version).toBe('1.1.0');
    expect(edited.warnings.map(({ position, message }) => [position.line, message])).toContainEqual([
      4,
      expect.stringContaining('"$.components.schemas.Gone" matches nothing in'),
    ]);
  });

  it.each([
    ['an overlay that makes a broken contract of it', '  - target: $.info\n    update: { version: 7 }\n', 'o0.yaml:5'],
    ['an action that is none', '  - target: $.info\n', 'o0.yaml:4'],
    ['text that is no YAML', '  - [\n', 'o0.yaml:5'],
  ])('is refused with the line of %s', async (_, text, place) => {
    const read = await readWith(text);
    const [problem] = read.ok ? [] : read.error;
    expect(`${basename(problem?.position.file ?? '')}:${problem?.position.line ?? 0}`).toBe(place);
  });
});

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
    const contract = await readContract('spec/management.yaml', { choosePlatform, validate: false });
    if (!contract.ok) throw new Error('the contract cannot be read');
    const expectations = await readExpectations(contract.value, 'spec/expectations.overlay.yaml');
    expect(expectations).toMatchObject({ ok: true, value: { warnings: [] } });
  });
});
