import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathOf } from './gather-files.ts';
import { problemsOfFiles, readFiles, smallDocument, writeFiles } from '../../tests/support/test-contract.ts';

/** A document whose one schema, at line 4, is what is given. */
const withSchema = (schema: string): string => `openapi: 3.1.0
info: {title: Widgets, version: '1'}
paths: {/widgets: {get: {operationId: listWidgets, responses: {200: {description: The widgets.}}}}}
components: {schemas: {Answer: ${schema}}}
`;
/** The position of the reference if the schema is `{$ref: ...}`. */
const AT = 'contract.yaml:4:33 error external-reference:';

describe('gatherFiles', () => {
  it.each([
    ['https://example.com/w.yaml', 'is not fetched: a contract may only refer to files in its own folder'],
    ['//example.com/w.yaml', 'is not fetched: a contract may only refer to files in its own folder'],
    ['file:///etc/hosts', 'is not fetched: a contract may only refer to files in its own folder'],
    ['/etc/hosts', 'is not read: it leads out of the folder of the contract'],
    ['../w.yaml', 'is not read: it leads out of the folder of the contract'],
    ['%2e%2e/w.yaml', 'is not read: it leads out of the folder of the contract'],
    ['a/../../w.yaml#/A', 'is not read: it leads out of the folder of the contract'],
    ['empty.yaml', 'leads to an empty file'],
  ])('refuses %s, at the line of the reference', async (reference, reason) => {
    const files = { 'contract.yaml': withSchema(`{$ref: '${reference}'}`), 'empty.yaml': '\n' };
    expect(await problemsOfFiles(files)).toEqual([`${AT} "${reference}" ${reason}`]);
  });

  it('says that a file is not there', async () => {
    const [problem] = await problemsOfFiles({ 'contract.yaml': withSchema("{$ref: 'w.yaml'}") });
    expect(problem).toMatch(
      /^contract\.yaml:4:33 .*"w\.yaml" leads nowhere: \S+\/w\.yaml cannot be read: there is no such file$/,
    );
  });

  it('reports what is no YAML in the file where it is', async () => {
    const files = { 'contract.yaml': withSchema("{$ref: 'w.yaml'}"), 'w.yaml': 'a: 1\na: 2\n' };
    expect(await problemsOfFiles(files)).toEqual(['w.yaml:2:1 error yaml: Map keys must be unique']);
  });

  it.each([
    ['of another file', "{$ref: 'w.yaml#/Gone'}", 'B: {}\n', `${AT} the reference w.yaml#/Gone leads nowhere`],
    [
      'within another file',
      "{$ref: 'w.yaml#/B'}",
      "A: {}\nB: {$ref: '#/Gone'}\n",
      'w.yaml:2:5 error external-reference: the reference #/Gone leads nowhere',
    ],
    [
      'of the first file, from another one',
      "{$ref: 'w.yaml'}",
      "$ref: 'contract.yaml#/components/Gone'\n",
      'w.yaml:1:1 error external-reference: the reference contract.yaml#/components/Gone leads nowhere',
    ],
    [
      'by an anchor of another file',
      "{$ref: 'w.yaml#c'}",
      'B: {$anchor: b}\n',
      `${AT} the reference w.yaml#c leads nowhere`,
    ],
  ])('reports a reference to a node that is not there, %s', async (_, schema, other, problem) => {
    expect(await problemsOfFiles({ 'contract.yaml': withSchema(schema), 'w.yaml': other })).toEqual([problem]);
  });

  it('reads nothing for what only looks like a reference', async () => {
    const Answer = {
      example: { $ref: 'gone.yaml' },
      examples: [{ $ref: 'gone.yaml' }],
      default: { $ref: 'gone.yaml' },
      enum: [{ $ref: 'gone.yaml' }],
      properties: { $ref: { type: 'string' } },
      'x-note': { $ref: 'gone.yaml' },
    };
    const files = { 'contract.yaml': smallDocument({ components: { schemas: { Answer } } }) };
    expect(await readFiles(files, { validate: false })).toMatchObject({ ok: true });
  });
});

describe('pathOf', () => {
  let folder = '';
  beforeAll(() => {
    folder = writeFiles({ 'own/contract.yaml': '', 'own/w.yaml': '', 'other/w.yaml': '' });
    symlinkSync(join(folder, 'other'), join(folder, 'own', 'link'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('follows no symbolic link out of the folder', () => {
    const root = join(folder, 'own', 'contract.yaml');
    expect(pathOf('w.yaml', root, root)).toEqual({ ok: true, value: join(folder, 'own', 'w.yaml') });
    expect(pathOf('link/w.yaml', root, root)).toEqual({
      ok: false,
      error: '"link/w.yaml" is not read: it leads out of the folder of the contract',
    });
  });

  it('takes names with escapes, and no name for the file itself', () => {
    const root = join(folder, 'own', 'contract.yaml');
    expect(pathOf('a%20b%23.yaml#/A', root, root)).toEqual({ ok: true, value: join(folder, 'own', 'a b#.yaml') });
    expect(pathOf('#/A', root, root)).toEqual({ ok: true, value: root });
  });
});
