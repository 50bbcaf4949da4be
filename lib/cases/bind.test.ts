import { describe, expect, it } from 'vitest';
import { bindRequest, CaseBindings, fillJson, fillText, namesIn, renameNames, uuidFrom, modify } from './bind.ts';
import type { RequestTemplate } from './case.ts';

const request: RequestTemplate = {
  operationId: 'getThing',
  service: 'cp',
  method: 'POST',
  path: '/things/${thing.id}/parts',
  query: [['name', '${thing.name}']],
  headers: [['Authorization', 'Bearer ${secret.key}']],
  body: { kind: 'json', value: { '${thing.name}': ['${thing.id}'] } },
};

describe('namesIn', () => {
  it('finds every name of a template once, in order', () => {
    expect(namesIn(request)).toEqual(['thing.id', 'thing.name', 'secret.key']);
  });

  it('sees through the capital form', () => {
    expect(namesIn('${upper:org.slug}')).toEqual(['org.slug']);
  });
});

describe('renameNames', () => {
  it('asks for other names in path, query, headers and body, and keeps how they are spelled', () => {
    const spelled = { ...request, tenantSlug: '${upper:thing.name}' };
    expect(renameNames(spelled, (name) => name.replace('thing', 'other'))).toEqual({
      ...request,
      tenantSlug: '${upper:other.name}',
      path: '/things/${other.id}/parts',
      query: [['name', '${other.name}']],
      body: { kind: 'json', value: { '${other.name}': ['${other.id}'] } },
    });
  });
});

describe('fillText', () => {
  it('fills names and writes the capital form in capitals', () => {
    expect(fillText('${a} and ${upper:a}', new Map([['a', 'one']]))).toBe('one and ONE');
  });

  it('throws on a name that is not bound', () => {
    expect(() => fillText('${a}', new Map())).toThrow('nothing is bound to ${a}');
  });
});

describe('fillJson', () => {
  it('fills keys and values and leaves the rest', () => {
    expect(fillJson({ '${a}': [1, null, true, '${a}'] }, new Map([['a', 'x']]))).toEqual({ x: [1, null, true, 'x'] });
  });
});

describe('bindRequest', () => {
  it('encodes values in the path and in the query, and nothing else', () => {
    const bindings = new Map([
      ['thing.id', 'a/b'],
      ['thing.name', 'x & y'],
      ['secret.key', 'k'],
    ]);
    expect(bindRequest(request, bindings)).toEqual({
      method: 'POST',
      path: '/things/a%2Fb/parts?name=x%20%26%20y',
      headers: [['Authorization', 'Bearer k']],
      body: '{"x & y":["a/b"]}',
    });
  });
});

describe('modify', () => {
  it.each(['Right-0f', '4711', 'zz', '0', '--::--', '🔑', 'ü'])(
    'garbles %s into another value of the same length',
    (value) => {
      const garbled = modify('garbled', value);
      expect(garbled).not.toBe(value);
      expect([...garbled]).toHaveLength([...value].length);
    },
  );
});

describe('CaseBindings', () => {
  const fresh = (caseId: string, name: string) => new CaseBindings(new Map(), 'token', caseId).get(name);

  it('makes the same fresh names for the same run and case, and others for another case', () => {
    expect(fresh('a', 'fresh.slug')).toBe(fresh('a', 'fresh.slug'));
    expect(fresh('a', 'fresh.slug')).not.toBe(fresh('b', 'fresh.slug'));
    expect(fresh('a', 'fresh.slug')).not.toBe(fresh('a', 'fresh.slug.second'));
  });

  it('makes slugs that the platform allows, and one that is a character too long', () => {
    const allowed = /^[a-z][a-z0-9-]{2,31}$/;
    expect(fresh('a', 'fresh.slug')).toMatch(allowed);
    expect(fresh('a', 'fresh.slug32')).toMatch(allowed);
    expect(fresh('a', 'fresh.slug32')).toHaveLength(32);
    expect(fresh('a', 'fresh.slug33')).toHaveLength(33);
  });

  it('makes UUIDs of version 4', () => {
    expect(fresh('a', 'fresh.uuid')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('uuidFrom', () => {
  it('sets version and variant', () => {
    expect(uuidFrom('0'.repeat(64))).toBe('00000000-0000-4000-8000-000000000000');
  });
});
