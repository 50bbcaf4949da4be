import { describe, expect, it } from 'vitest';
import {
  freshFormOf,
  holdsWord,
  isIdOfMade,
  isIdOfThing,
  isOfRun,
  kindOf,
  labelOf,
  nameSecrets,
  nameUnknown,
  placeholderOf,
  PLACEHOLDER,
  secretName,
  secretOf,
  unnamedName,
  type NameKind,
} from './names.ts';

describe('kindOf', () => {
  it.each<readonly [string, NameKind]>([
    ['secret.orgApiKey', 'secret'],
    ['fresh.slug.admin', 'fresh'],
    ['run.token', 'run'],
    ['unknown.uuid', 'unknown'],
    ['unnamed.key', 'unnamed'],
    ['value.runtime', 'value'],
    ['origin.cp', 'origin'],
    ['org.slug', 'thing'],
    ['secretary.id', 'thing'],
    ['run', 'thing'],
  ])('tells the kind of %s: %s', (name, kind) => {
    expect(kindOf(name)).toBe(kind);
  });

  it('keeps everything behind the first dot as the label', () => {
    expect(labelOf('fresh.slug.admin')).toBe('slug.admin');
  });
});

describe('names of secrets', () => {
  it('are read as they are written', () => {
    expect(secretOf(secretName('orgApiKey'))).toBe('orgApiKey');
    expect(secretOf('org.slug')).toBeUndefined();
    expect(nameSecrets({ orgApiKey: 'x' })).toEqual([['secret.orgApiKey', 'x']]);
  });
});

describe('other names', () => {
  it('say the form of a fresh value, where there is such a form', () => {
    expect(['fresh.slug', 'fresh.slug.admin', 'fresh.nmae', 'unknown.slug'].map(freshFormOf)).toEqual([
      'slug',
      'slug',
      undefined,
      undefined,
    ]);
  });

  it('stand for values that only this run has, or do not', () => {
    const names = ['fresh.slug', 'run.org', 'org.slug', 'unknown.uuid'];
    expect(names.filter(isOfRun)).toEqual(['fresh.slug', 'run.org']);
  });

  it('are ids of things, or of what a case makes', () => {
    const names = ['org.id', 'workspace.id', 'orgToken.keyId', 'created.slug', 'org.status', 'run.id', 'fresh.id'];
    expect(names.filter(isIdOfThing)).toEqual(['org.id', 'workspace.id', 'orgToken.keyId', 'created.slug']);
    expect(names.filter(isIdOfMade)).toEqual(['workspace.id', 'orgToken.keyId', 'created.slug']);
  });

  it('hold words of the contract, or values of the run', () => {
    expect(['org.status', 'tenant.health', 'org.slug'].filter(holdsWord)).toEqual(['org.status', 'tenant.health']);
  });

  it('cover every form of what does not exist', () => {
    const named = nameUnknown({ uuid: 'u', slug: 's', token: 't', key: 'k' });
    expect(named.map(([name]) => name)).toEqual(['unknown.uuid', 'unknown.slug', 'unknown.token', 'unknown.key']);
  });
});

describe('a placeholder', () => {
  it('asks for a name', () => {
    expect(placeholderOf(unnamedName('key'))).toBe('${unnamed.key}');
    expect([...'${org.slug}/${upper:org.id}'.matchAll(PLACEHOLDER)].map(([, asked]) => asked)).toEqual([
      'org.slug',
      'upper:org.id',
    ]);
  });
});
