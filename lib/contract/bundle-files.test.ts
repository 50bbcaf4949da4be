import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Contract } from './contract.ts';
import { problemsOfFiles, readFiles } from '../../tests/support/test-contract.ts';

const SCHEMA = '/paths/~1widgets/get/responses/200/content/application~1json/schema';

/** A document of OpenAPI 3.1.7 whose one operation answers with what is given. */
const answering = (schema: string): string => `openapi: 3.1.7
info: {title: Widgets, version: '1'}
paths:
  /widgets:
    get:
      operationId: listWidgets
      responses:
        200: {description: Fine., content: {application/json: {schema: ${schema}}}}
components: {schemas: {Own: {type: string, $anchor: own}}}
`;

async function bundle(schema: string, others: Readonly<Record<string, string>>): Promise<Contract> {
  const read = await readFiles({ 'contract.yaml': answering(schema), ...others }, { validate: true });
  if (!read.ok) throw new Error(read.error.map(({ message }) => message).join('; '));
  expect(read.value.warnings).toEqual([]);
  return read.value;
}

function placeOf(contract: Contract, pointer: string): string {
  const { file, line, column } = contract.positionOf(pointer);
  return `${basename(file)}:${line}:${column}`;
}

describe('bundleFiles', () => {
  it('traces nodes to the files and lines that they stand at, over several files', async () => {
    const contract = await bundle("{$ref: 'parts/widget.yaml'}", {
      'parts/widget.yaml': 'type: object\nproperties:\n  id: {type: string}\n  part: {$ref: part.yaml#/Part}\n',
      'parts/part.yaml': 'Part:\n  type: object\n  required: [name]\n',
    });
    expect(contract.document['openapi']).toBe('3.1.7');
    expect(placeOf(contract, '/paths/~1widgets/get')).toBe('contract.yaml:5:5');
    expect(placeOf(contract, `${SCHEMA}/properties/id/type`)).toBe('widget.yaml:3:8');
    expect(placeOf(contract, `${SCHEMA}/properties/part/required/0`)).toBe('part.yaml:3:14');
    expect(contract.judge(SCHEMA, { part: {} })).toMatchObject({
      violations: [
        { rule: 'required', instancePath: '/part/name', schemaPointer: `${SCHEMA}/properties/part/required/0` },
      ],
    });
  });

  it('keeps the keywords beside a reference, and those of what it refers to', async () => {
    const contract = await bundle("{$ref: 'w.yaml', required: [b]}", { 'w.yaml': 'type: object\nrequired: [a]\n' });
    expect(contract.judge(SCHEMA, {})).toMatchObject({
      violations: [{ instancePath: '/a' }, { instancePath: '/b' }],
    });
    expect(placeOf(contract, `${SCHEMA}/required`)).toBe('contract.yaml:8:89');
    expect(placeOf(contract, `${SCHEMA}/allOf/0/required`)).toBe('w.yaml:2:1');
  });

  it('lets a schema contain itself, over two files', async () => {
    const contract = await bundle("{$ref: 'a.yaml'}", {
      'a.yaml': 'type: object\nproperties: {b: {$ref: b.yaml}}\n',
      'b.yaml': 'type: object\nproperties: {a: {$ref: a.yaml}}\n',
    });
    expect(contract.judge(SCHEMA, { b: { a: { b: {} } } })).toEqual({ kind: 'valid' });
    expect(contract.judge(SCHEMA, { b: { a: { b: 1 } } })).toMatchObject({ violations: [{ instancePath: '/b/a/b' }] });
  });

  it('follows references back to the first file, also its own by name', async () => {
    const back = await bundle("{$ref: 'w.yaml'}", {
      'w.yaml': "properties: {own: {$ref: 'contract.yaml#/components/schemas/Own'}}\n",
    });
    expect(back.judge(SCHEMA, { own: 1 }).kind).toBe('invalid');
    const own = await bundle("{$ref: 'contract.yaml#/components/schemas/Own'}", {});
    expect(own.judge(SCHEMA, 1).kind).toBe('invalid');
  });

  it('follows anchors of the first file beside other files', async () => {
    const contract = await bundle("{properties: {a: {$ref: '#own'}, b: {$ref: 'w.yaml'}}}", {
      'w.yaml': 'type: string\n',
    });
    expect(contract.judge(SCHEMA, { a: 1 })).toMatchObject({ violations: [{ instancePath: '/a' }] });
  });

  it('takes paths and responses from other files', async () => {
    const read = await readFiles(
      {
        'contract.yaml':
          "openapi: 3.1.0\ninfo: {title: Widgets, version: '1'}\npaths:\n  /widgets: {$ref: 'paths.yaml'}\n",
        'paths.yaml': "get:\n  operationId: listWidgets\n  responses:\n    200: {$ref: 'responses.yaml#/Fine'}\n",
        'responses.yaml': 'Fine:\n  description: Fine.\n',
      },
      { validate: true },
    );
    if (!read.ok) throw new Error('a contract in three files is not read');
    expect(read.value.operations.map(({ id }) => id)).toEqual(['listWidgets']);
    expect(placeOf(read.value, '/paths/~1widgets/get/operationId')).toBe('paths.yaml:2:3');
    expect(placeOf(read.value, '/paths/~1widgets/get/responses/200/description')).toBe('responses.yaml:2:3');
  });

  it('reports what is wrong in a file with the line in that file', async () => {
    const files = {
      'contract.yaml': answering("{$ref: 'w.yaml'}"),
      'w.yaml': "type: object\nproperties:\n  a: {pattern: '['}\n",
    };
    expect(await problemsOfFiles(files)).toEqual([
      'w.yaml:3:7 error patterns-compile: the pattern [ is no regular expression: Unterminated character class',
    ]);
  });

  it('reports files that refer to each other and to nothing else', async () => {
    const files = {
      'contract.yaml': answering("{$ref: 'a.yaml'}"),
      'a.yaml': '$ref: b.yaml\n',
      'b.yaml': '$ref: a.yaml\n',
    };
    expect(await problemsOfFiles(files)).toEqual([expect.stringContaining('leads nowhere, or only to itself')]);
  });
});
