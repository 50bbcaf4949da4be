import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../core/json.ts';
import { applyOverlay } from './apply-overlay.ts';

const DOCUMENT: JsonObject = {
  info: { title: 'Widgets' },
  tags: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
  schemas: { Widget: { required: ['id'], properties: { id: { type: 'string' }, name: { type: 'string' } } } },
};

function apply(...actions: readonly JsonValue[]): ReturnType<typeof applyOverlay> {
  return applyOverlay(DOCUMENT, { overlay: '1.0.0', info: { title: 'Test', version: '1' }, actions });
}

function problemsOf(applied: ReturnType<typeof applyOverlay>): readonly string[] {
  return applied.ok ? [] : applied.error.map(({ pointer, message }) => `${pointer || '/'}: ${message}`);
}

function resultOf(...actions: readonly JsonValue[]): JsonObject {
  const applied = apply(...actions);
  if (!applied.ok) throw new Error(problemsOf(applied).join('; '));
  return applied.value.document;
}

describe('applyOverlay', () => {
  it('merges objects, joins lists and replaces plain values', () => {
    const update = { required: ['name'], properties: { name: { type: 'integer', minimum: 1 } } };
    expect(resultOf({ target: '$.schemas.Widget', update })['schemas']).toEqual({
      Widget: {
        required: ['id', 'name'],
        properties: { id: { type: 'string' }, name: { type: 'integer', minimum: 1 } },
      },
    });
  });

  it('does not require a member twice', () => {
    const changed = resultOf({ target: '$.schemas.Widget', update: { required: ['id', 'name'] } });
    expect(changed['schemas']).toMatchObject({ Widget: { required: ['id', 'name'] } });
  });

  it('appends an update to a list that is the target', () => {
    expect(resultOf({ target: '$.tags', update: { name: 'd' } })['tags']).toEqual([
      { name: 'a' },
      { name: 'b' },
      { name: 'c' },
      { name: 'd' },
    ]);
  });

  it('removes several items of one list', () => {
    expect(resultOf({ target: '$.tags[?@.name != "b"]', remove: true })['tags']).toEqual([{ name: 'b' }]);
  });

  it('removes a member, also a plain one', () => {
    expect(resultOf({ target: '$.info.title', remove: true })['info']).toEqual({});
  });

  it('changes every node that matches', () => {
    const changed = resultOf({ target: '$.schemas.Widget.properties.*', update: { minLength: 1 } });
    expect(changed['schemas']).toMatchObject({
      Widget: { properties: { id: { minLength: 1 }, name: { minLength: 1 } } },
    });
  });

  it('lets an action see what an earlier one has done', () => {
    const changed = resultOf({ target: '$', update: { extra: { a: 1 } } }, { target: '$.extra', update: { b: 2 } });
    expect(changed['extra']).toEqual({ a: 1, b: 2 });
  });

  it('leaves the document that it is given as it is', () => {
    const before = structuredClone(DOCUMENT);
    resultOf({ target: '$.schemas.Widget.properties', remove: true }, { target: '$.tags', update: 1 });
    expect(DOCUMENT).toEqual(before);
  });

  it('names the targets that match nothing', () => {
    expect(apply({ target: '$.schemas.Gadget', update: {} })).toMatchObject({
      value: { document: DOCUMENT, unmatched: [{ index: 0, target: '$.schemas.Gadget' }] },
    });
  });

  it.each([
    ['no object', 'text', '/: an overlay is an object'],
    ['no actions', { overlay: '1.0.0', info: { title: 'a', version: '1' }, actions: [] }, '/actions: '],
    [
      'another version',
      { overlay: '2.0.0', info: { title: 'a', version: '1' }, actions: [{ target: '$', update: {} }] },
      '/overlay: ',
    ],
    ['no info', { overlay: '1.0.0', actions: [{ target: '$', update: {} }] }, '/info: '],
  ])('refuses an overlay with %s', (_, overlay, start) => {
    expect(problemsOf(applyOverlay(DOCUMENT, overlay))).toEqual([expect.stringContaining(start)]);
  });

  it.each([
    ['a target that is no JSONPath', { target: '$.[', update: {} }, '/actions/0/target: '],
    ['a target that is no text', { target: 7, update: {} }, '/actions/0/target: '],
    ['neither update nor remove', { target: '$' }, '/actions/0: '],
    ['a member it does not have', { target: '$', updates: {}, remove: true }, '/actions/0/updates: '],
    ['a list for an object', { target: '$.info', update: [1] }, '/actions/0/update: '],
    ['a plain value as target', { target: '$.info.title', update: {} }, '/actions/0/update: '],
    ['the whole document removed', { target: '$', remove: true }, '/actions/0/remove: '],
  ])('refuses an action with %s', (_, action, start) => {
    expect(problemsOf(apply(action))).toEqual([expect.stringContaining(start)]);
  });
});
