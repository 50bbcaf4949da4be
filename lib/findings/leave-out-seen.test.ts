import { expect, it } from 'vitest';
import { readDocument } from '../../tests/support/test-contract.ts';
import { testObservation, testOccurrence } from '../../tests/support/test-record.ts';
import { leaveOutSeen } from './leave-out-seen.ts';

const reads = (operationId: string, schema: object): object => ({
  get: { operationId, responses: { 200: { description: 'It.', content: { 'application/json': { schema } } } } },
});
const widget = { $ref: '#/components/schemas/Widget' };
const contract = await readDocument({
  openapi: '3.1.0',
  info: { title: 'Widgets', version: '1' },
  paths: {
    '/widgets': reads('listWidgets', { type: 'array', items: widget }),
    '/widget': reads('getWidget', widget),
  },
  components: { schemas: { Widget: { type: 'object', properties: { size: { type: 'integer' } } } } },
});

it('leaves out that a member of a component never appears only where another operation has it', () => {
  const missed = testOccurrence('missed', {
    rule: 'body.optional-never-seen',
    operationId: 'getWidget',
    place: { kind: 'body', status: 200, pointer: '/size' },
    clause: {
      pointer: '/paths/~1widget/get/responses/200/content/application~1json/schema',
      position: { file: 'spec.yaml', line: 1, column: 1 },
    },
  });
  const renamed = testOccurrence('renamed', { rule: 'body.renamed', place: missed.place });
  const seeing = (...membersSeen: readonly string[]) => [testObservation('listWidgets', { membersSeen })];
  expect(leaveOutSeen([missed, renamed], seeing('200 /*/name'), contract)).toEqual([missed, renamed]);
  expect(leaveOutSeen([missed, renamed], seeing('200 /*/size'), contract)).toEqual([renamed]);
});
