import { describe, expect, it } from 'vitest';
import { documentWithSchemas, problemsByRule } from '../../../tests/support/test-contract.ts';
import { patternsCompile } from './patterns-compile.ts';

describe('patternsCompile', () => {
  it('reports patterns of values and of names, with the reason', async () => {
    const document = `openapi: 3.1.0
info: {title: Widgets, version: '1'}
components:
  schemas:
    Answer:
      pattern: '['
      patternProperties:
        'a(': {}
`;
    expect(await problemsByRule(patternsCompile, document)).toEqual([
      'contract.yaml:6:7 error patterns-compile: the pattern [ is no regular expression: Unterminated character class',
      'contract.yaml:8:9 error patterns-compile: the pattern a( is no regular expression: Unterminated group',
    ]);
  });

  it('reports what is allowed only without the flag u', async () => {
    const [problem] = await problemsByRule(patternsCompile, documentWithSchemas({ Answer: { pattern: '\\-' } }));
    expect(problem).toContain('the pattern \\- is no regular expression: Invalid escape');
  });

  it('accepts patterns of ECMA-262, and anything in a member of that name', async () => {
    const Answer = { pattern: '^\\p{Lu}+$', properties: { pattern: { const: '[' } } };
    expect(await problemsByRule(patternsCompile, documentWithSchemas({ Answer }))).toEqual([]);
  });
});
