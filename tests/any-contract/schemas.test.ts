import { describe, expect, it } from 'vitest';
import { checkBodies } from '../support/test-answers.ts';

describe('what is unevaluated', () => {
  it.each<readonly [string, object, string, readonly string[]]>([
    [
      'members of a branch that did not hold',
      {
        anyOf: [
          { properties: { a: { const: 1 } }, required: ['a'] },
          { properties: { b: { const: 2 } }, required: ['b'] },
        ],
        unevaluatedProperties: false,
      },
      '{"a": 3, "b": 2}',
      ['body.closed-extra readAnswer body 200 /a'],
    ],
    [
      'members that only a nested schema looks at',
      { allOf: [{ properties: { a: {} }, unevaluatedProperties: true }], unevaluatedProperties: false },
      '{"a": 1, "b": 2}',
      [],
    ],
    [
      'items that `contains` did not find',
      { contains: { type: 'string' }, unevaluatedItems: { type: 'number' } },
      '["a", 1, null]',
      ['body.null readAnswer body 200 /*'],
    ],
    [
      'items behind those that a condition looked at',
      {
        if: { prefixItems: [{ const: 1 }] },
        then: { prefixItems: [true, { type: 'string' }] },
        unevaluatedItems: false,
      },
      '[1, "a", 2]',
      ['body.items readAnswer body 200'],
    ],
  ])('is found: %s', async (_, schema, text, expected) => {
    expect(await checkBodies(schema, [text])).toEqual(expected.map((each) => expect.stringContaining(each) as string));
  });
});

describe('numbers', () => {
  it.each<readonly [string, object, string, readonly string[]]>([
    ['beyond a limit by less than a double shows', { maximum: 2 ** 53 }, '9007199254740993', ['range']],
    ['at the limit', { maximum: 2 ** 53 }, '9007199254740992', []],
    ['of 64 bits', { type: 'integer', format: 'int64' }, '9223372036854775807', []],
    ['of more than 64 bits', { type: 'integer', format: 'int64' }, '9223372036854775808', ['format']],
  ])('are judged by all their digits: %s', async (_, schema, text, rules) => {
    expect(await checkBodies({ properties: { n: schema } }, [`{"n": ${text}}`])).toEqual(
      rules.map((rule) => `body.${rule} readAnswer body 200 /n`),
    );
  });
});

describe('a pattern that Unicode mode refuses', () => {
  it('is used in plain mode, and takes nothing else with it', async () => {
    const schema = { properties: { key: { pattern: '^[\\w\\-]+$' }, count: { type: 'integer' } } };
    expect(await checkBodies(schema, ['{"key": "a b", "count": "1"}'])).toEqual([
      'body.pattern readAnswer body 200 /key',
      'body.type readAnswer body 200 /count',
    ]);
    expect(await checkBodies(schema, ['{"key": "a-b", "count": 1}'])).toEqual([]);
  });
});

describe('members', () => {
  const named = { a: {} };
  it.each<readonly [string, object, string, readonly string[]]>([
    ['a pattern', { properties: named, patternProperties: { '^x-': { type: 'string' } } }, '{"a":1,"x-b":"c"}', []],
    ['no pattern', { properties: named, patternProperties: { '^x-': {} } }, '{"a":1,"y":1}', ['/y']],
    [
      'a dependent schema',
      { properties: named, dependentSchemas: { a: { properties: { b: {} } } } },
      '{"a":1,"b":2}',
      [],
    ],
    ['a condition', { if: { properties: { a: { const: 1 } } }, then: { properties: { b: {} } } }, '{"a":1,"b":2}', []],
    [
      'a branch',
      {
        oneOf: [
          { properties: named, required: ['a'] },
          { properties: { b: {} }, required: ['b'] },
        ],
      },
      '{"b":2}',
      [],
    ],
    ['nothing', { properties: named }, '{"a":1,"b":2}', ['/b']],
    [
      'an object that names the rest unevaluated',
      { properties: named, unevaluatedProperties: true },
      '{"a":1,"b":2}',
      [],
    ],
    [
      'an object that lets anything in, as a word',
      { properties: named, additionalProperties: true },
      '{"a":1,"b":2}',
      ['/b'],
    ],
    ['a schema for the rest', { properties: named, additionalProperties: { type: 'number' } }, '{"a":1,"b":2}', []],
    [
      'an open object in which nothing else is',
      { properties: { in: { properties: named } }, additionalProperties: true },
      '{"in":{"b":2}}',
      ['/in/b'],
    ],
  ])('that are allowed by %s', async (_, schema, text, undeclared) => {
    expect(await checkBodies(schema, [text])).toEqual(
      undeclared.map((place) => `body.undeclared readAnswer body 200 ${place}`),
    );
  });

  it('of a pattern have one place, whatever they are called', async () => {
    const schema = { patternProperties: { '^x-': { type: 'string' } } };
    expect(await checkBodies(schema, ['{"x-a": 1, "x-b": 2}'])).toEqual(['body.type readAnswer body 200 /*']);
  });
});

describe('a member that is only written', () => {
  const schema = {
    required: ['name', 'password'],
    properties: { name: {}, password: { type: 'string', writeOnly: true } },
  };

  it('need not be in an answer, and should not', async () => {
    expect(await checkBodies(schema, ['{"name": "a"}'])).toEqual([]);
    expect(await checkBodies(schema, ['{"name": "a", "password": "p"}'])).toEqual([
      'body.write-only-returned readAnswer body 200 /password',
    ]);
  });
});
