import { describe, expect, it } from 'vitest';
import { splitCaseId } from './case-id.ts';

describe('splitCaseId', () => {
  it.each([
    ['listWidgets/conformance/minimal', { operationId: 'listWidgets', family: 'conformance' }],
    ['GET /widgets/{id}/routing/method-put', { operationId: 'GET /widgets/{id}', family: 'routing' }],
    ['listWidgets', { operationId: 'listWidgets' }],
  ])('splits %s', (id, parts) => {
    expect(splitCaseId(id)).toEqual(parts);
  });
});
