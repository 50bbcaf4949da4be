import { describe, expect, it } from 'vitest';
import { retargetUndo } from './removal.ts';

const UNDO = { operation: 'deleteOrg', as: 'owner-session', path: { slug: '${fresh.slug}' } };
const VALID = { path: {}, body: { slug: '${fresh.slug}', name: 'Conformance' } };

function targetFor(body: unknown, binds: Record<string, string> = {}): unknown {
  return retargetUndo(UNDO, VALID, { path: {}, body: body as never }, binds).path;
}

describe('the undo of a request that was broken on purpose', () => {
  it('stays where it is while the request still names the same', () => {
    expect(targetFor({ slug: '${fresh.slug}' })).toEqual({ slug: '${fresh.slug}' });
  });

  it('is aimed at what the broken body names', () => {
    expect(targetFor({ slug: 'Not A Slug' })).toEqual({ slug: 'Not A Slug' });
  });

  it.each([{ name: 'Conformance' }, { slug: 7 }, { slug: '' }, undefined])(
    'has a name that is never bound where the body names nothing: %j',
    (body) => {
      expect(targetFor(body)).toEqual({ slug: '${unnamed.slug}' });
    },
  );

  it('takes the name from the answer where the body names nothing', () => {
    expect(targetFor({ slug: 7 }, { 'created.slug': '/slug' })).toEqual({ slug: '${created.slug}' });
  });

  it('is never aimed at what was there before', () => {
    expect(targetFor({ slug: '${org.slug}' })).toEqual({ slug: '${unnamed.slug}' });
  });

  it('follows the path of the request', () => {
    const undo = { operation: 'x', as: 'org-key', path: { id: '${workspace.id}', key: '${fresh.key}' } };
    const body = { key: '${fresh.key}' };
    expect(
      retargetUndo(undo, { path: { id: '${workspace.id}' }, body }, { path: { id: '${unknown.uuid}' }, body }, {}).path,
    ).toEqual({ id: '${unknown.uuid}', key: '${fresh.key}' });
  });
});
