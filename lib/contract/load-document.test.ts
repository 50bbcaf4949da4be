import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readContract } from './read-spec.ts';
import { problemsOf } from '../../tests/support/test-contract.ts';
import { choosePlatform } from '../platform/platforms.ts';

const BOMB = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  .map((name, index, names) => `${name}: &${name} [${`${index === 0 ? 'x' : `*${names[index - 1]}`}, `.repeat(10)}]\n`)
  .join('');

describe('loadDocument', () => {
  it.each([
    ['an empty file', '', '1:1 error empty: the file is empty'],
    ['a file of blanks', ' \n\n', '1:1 error empty: the file is empty'],
    [
      'a list',
      '- openapi: 3.1.0\n',
      '1:1 error no-document: the file is no OpenAPI document: it has to be an object with "openapi", "info" and "paths"',
    ],
    ['something that is not text', 'openapi: 3.1.0\0', '1:1 error no-document: the file is not text'],
    [
      'what is not YAML',
      'openapi: 3.1.0\ninfo: [\n',
      '3:1 error yaml: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'no version',
      'info: {}\n',
      '1:1 error version: the document does not say which version of OpenAPI it is written in: "openapi: 3.1.0" is missing',
    ],
    [
      'an older version',
      'info: {}\nopenapi: 3.0.3\n',
      '2:1 error version: the contract is written in OpenAPI "3.0.3"; only OpenAPI 3.1 can be used',
    ],
    [
      'Swagger',
      'info: {}\nswagger: "2.0"\n',
      '2:1 error version: the contract is written in Swagger "2.0"; only OpenAPI 3.1 can be used',
    ],
    [
      'a version in two parts',
      'info: {}\nopenapi: 3.1\n',
      '2:1 error version: the version of OpenAPI has three parts: write "openapi: 3.1.0"',
    ],
  ])('refuses %s, with its place', async (_, text, problem) => {
    expect(await problemsOf(text)).toEqual([`contract.yaml:${problem}`]);
  });

  it.each([
    ['a folder', tmpdir(), `${tmpdir()} cannot be read: it is a folder`],
    ['a file that is not there', '/nowhere/api.yaml', '/nowhere/api.yaml cannot be read: there is no such file'],
  ])('says that it cannot read %s', async (_, file, message) => {
    const read = await readContract(file, { choosePlatform, validate: true });
    expect(read.ok ? [] : read.error).toMatchObject([
      { code: 'unreadable', message, position: { line: 1, column: 1 } },
    ]);
  });

  it('refuses aliases that unfold without end', async () => {
    expect(await problemsOf(`openapi: 3.1.0\n${BOMB}`)).toEqual([
      'contract.yaml:1:1 error yaml: Excessive alias count indicates a resource exhaustion attack',
    ]);
  });

  it('refuses five megabytes of something else at a glance', async () => {
    expect(await problemsOf('x: [y, z'.repeat(650_000))).toEqual([
      'contract.yaml:1:1 error no-document: the file is no OpenAPI document: nothing in it says which version of OpenAPI it is written in',
    ]);
  });
});
