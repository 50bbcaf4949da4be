import { describe, expect, it } from 'vitest';
import { checkAnswers, checkBodies, summariseRecord, WIDGETS } from '../support/test-answers.ts';

const wrong = (place: string): readonly string[] => [`body.type readAnswer body 200 ${place}`];

describe('references within a contract', () => {
  it('count pointers from the nearest $id', async () => {
    const schema = {
      $id: 'https://widgets.example/tree',
      properties: { name: { $ref: '#/$defs/name' }, children: { items: { $ref: '#' } } },
      $defs: { name: { type: 'string' } },
    };
    expect(await checkBodies(schema, ['{"name":"a","children":[{"name":1}]}'])).toEqual(wrong('/children/*/name'));
    expect(await checkBodies(schema, ['{"name":"a","children":[{"name":"b"}]}'])).toEqual([]);
  });

  it.each(['https://widgets.example/part', '/part', 'urn:widgets:part#it', 'https://widgets.example/other#deep'])(
    'lead to the schema with the address %s',
    async ($ref) => {
      const schemas = {
        Part: { $id: 'https://widgets.example/part', type: 'string' },
        Urn: { $id: 'urn:widgets:part', $defs: { it: { $anchor: 'it', type: 'string' } } },
        Other: {
          $id: 'https://widgets.example/other',
          items: { $id: 'nested', $anchor: 'deep' },
          $defs: { d: { $anchor: 'deep', type: 'string' } },
        },
      };
      const schema = { $id: 'https://widgets.example/', properties: { part: { $ref } } };
      expect(await checkBodies(schema, ['{"part":7}'], schemas)).toEqual(wrong('/part'));
      expect(await checkBodies(schema, ['{"part":"7"}'], schemas)).toEqual([]);
    },
  );

  it('keep what stands beside them, and a definition that they lead to', async () => {
    const schema = {
      $id: 'https://widgets.example/a',
      $ref: '#/$defs/a',
      $defs: { a: { type: 'object' } },
      required: ['b'],
    };
    expect(await checkBodies(schema, ['{"c":1}'])).toEqual(['body.required readAnswer body 200 /b']);
  });

  it('are dynamic where an outer schema says what is meant', async () => {
    const schemas = {
      List: {
        $id: 'https://widgets.example/list',
        items: { $dynamicRef: '#item' },
        $defs: { any: { $dynamicAnchor: 'item' } },
      },
    };
    const texts = {
      $id: 'https://widgets.example/texts',
      $ref: 'list',
      $defs: { text: { $dynamicAnchor: 'item', type: 'string' } },
    };
    expect(await checkBodies(texts, ['["a", 1]'], schemas)).toEqual(wrong('/*'));
    expect(await checkBodies({ $ref: 'https://widgets.example/list' }, ['["a", 1]'], schemas)).toEqual([]);
  });

  it('lead to the meta-schema by its address', async () => {
    const schema = { $ref: 'https://json-schema.org/draft/2020-12/schema' };
    expect(await checkBodies(schema, ['{"properties": {"a": {"minLength": -1}}}'])).toEqual([
      'body.range readAnswer body 200 /properties/*/minLength',
    ]);
    expect(await checkBodies(schema, ['{"properties": {"a": {"minLength": 1}}}'])).toEqual([]);
  });
});

describe('references between files', () => {
  const contract = {
    openapi: '3.1.0',
    info: { title: 'Answers', version: '1' },
    paths: {
      '/answer': {
        get: {
          operationId: 'readAnswer',
          responses: {
            200: { description: 'It.', content: { 'application/json': { schema: { $ref: 'shapes/answer.yaml' } } } },
          },
        },
      },
    },
  };

  it.each<readonly [string, Readonly<Record<string, object>>]>([
    [
      'by anchor',
      {
        'shapes/answer.yaml': { properties: { part: { $ref: 'part.yaml#text' } } },
        'shapes/part.yaml': { $defs: { t: { $anchor: 'text', type: 'string' } } },
      },
    ],
    [
      'by the $id of another file',
      {
        'shapes/answer.yaml': {
          $id: 'https://widgets.example/answer',
          properties: { part: { $ref: 'parts#text' }, more: { $ref: 'part.yaml' } },
        },
        'shapes/part.yaml': { $id: 'https://widgets.example/parts', $defs: { t: { $anchor: 'text', type: 'string' } } },
      },
    ],
    [
      'within a file that has an $id',
      {
        'shapes/answer.yaml': {
          $id: 'https://widgets.example/answer',
          properties: { part: { $ref: '#/$defs/text' } },
          $defs: { text: { type: 'string' } },
        },
      },
    ],
  ])('are followed %s', async (_, files) => {
    const call = { url: `${WIDGETS}/answer` };
    expect(summariseRecord(await checkAnswers(contract, [{ ...call, body: { part: 1 } }], files))).toEqual(
      wrong('/part'),
    );
    expect(summariseRecord(await checkAnswers(contract, [{ ...call, body: { part: 'a' } }], files))).toEqual([]);
  });
});
