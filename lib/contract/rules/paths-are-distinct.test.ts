import { describe, expect, it } from 'vitest';
import { problemsByRule, smallDocument } from '../../../tests/support/test-contract.ts';
import { pathsAreDistinct } from './paths-are-distinct.ts';

describe('pathsAreDistinct', () => {
  it('reports a path that differs in the names of its parameters only', async () => {
    const document = `openapi: 3.1.0
info: {title: Widgets, version: '1'}
paths:
  /widgets/{id}: {}
  /widgets/{name}: {}
`;
    expect(await problemsByRule(pathsAreDistinct, document)).toEqual([
      'contract.yaml:5:3 error paths-are-distinct: the path /widgets/{name} is the same as /widgets/{id} but for the names of its parameters',
    ]);
  });

  it('accepts a fixed segment in place of a parameter, which is matched first', async () => {
    const paths = { '/widgets/{id}': {}, '/widgets/newest': {}, '/widgets/{id}/parts': {} };
    expect(await problemsByRule(pathsAreDistinct, smallDocument({ paths }))).toEqual([]);
  });
});
