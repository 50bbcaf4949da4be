import { describe, expect, it } from 'vitest';
import { problemsOf, smallDocument } from '../../tests/support/test-contract.ts';

describe('validateDocument', () => {
  it('tells what is wrong in the order of the lines, whoever found it', async () => {
    const document = `openapi: 3.1.0
info: {title: Widgets}
paths:
  /widgets/{id}:
    get:
      operationId: readWidget
      responses:
        200:
          content:
            application/json: {schema: {pattern: '['}}
`;
    expect(await problemsOf(document)).toEqual([
      'contract.yaml:2:1 error official-schema: info must have the member "version"',
      'contract.yaml:5:5 error path-parameters-match: GET /widgets/{id} declares no path parameter "id"',
      'contract.yaml:8:9 error official-schema: 200 must have the member "description"',
      'contract.yaml:10:41 error patterns-compile: the pattern [ is no regular expression: Unterminated character class',
    ]);
  });

  it('leaves out warnings where there are errors, and gives them where there are none', async () => {
    const schemas = { Answer: { type: 'string', nullable: true } };
    expect(await problemsOf(smallDocument({ components: { schemas } }))).toEqual([
      expect.stringContaining('warning nullable-is-not-used'),
    ]);
    expect(await problemsOf(smallDocument({ components: { schemas }, extra: 1 }))).toEqual([
      expect.stringContaining('error official-schema'),
    ]);
  });
});
