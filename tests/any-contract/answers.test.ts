import { describe, expect, it } from 'vitest';
import { checkAnswers, summariseRecord, WIDGETS } from '../support/test-answers.ts';

const url = `${WIDGETS}/answer`;

function contractWith(response: object, method = 'get'): object {
  const operation = { operationId: 'readAnswer', responses: { 200: { description: 'It.', ...response } } };
  return { openapi: '3.1.0', info: { title: 'Answers', version: '1' }, paths: { '/answer': { [method]: operation } } };
}

describe('the most specific media type', () => {
  const needs = (name: string): object => ({ schema: { type: 'object', required: [name] } });
  const contract = contractWith({
    content: {
      '*/*': needs('any'),
      'application/*': needs('range'),
      'application/vnd.widget+json': needs('own'),
    },
  });

  it.each([
    ['application/vnd.widget+json; charset=utf-8', '/own'],
    ['application/json', '/range'],
    ['text/json', '/any'],
  ])('is the one by which %s is judged', async (mediaType, missing) => {
    const answerHeaders = { 'Content-Type': mediaType, 'X-Content-Type-Options': 'nosniff' };
    const fine = { url, body: { range: 1 } };
    const record = await checkAnswers(contract, [fine, { url, body: { x: 1 }, answerHeaders }]);
    expect(summariseRecord(record)).toEqual([`body.required readAnswer body 200 ${missing}`]);
  });
});

describe('an answer to HEAD', () => {
  it('has no body, whatever is declared', async () => {
    const contract = contractWith({ content: { 'application/json': { schema: { required: ['a'] } } } }, 'head');
    const recorded = { size: 900, mimeType: 'application/json' };
    for (const content of [undefined, recorded]) {
      const record = await checkAnswers(contract, [
        { url, method: 'HEAD', ...(content === undefined ? {} : { content }) },
      ]);
      expect(summariseRecord(record)).toEqual([]);
      expect(record.cases).toHaveLength(1);
    }
  });
});

describe('a header', () => {
  const integers = { type: 'array', items: { type: 'integer' }, minItems: 2 };
  const point = {
    type: 'object',
    required: ['x'],
    properties: { x: { type: 'integer' } },
    additionalProperties: false,
  };
  const json = { content: { 'application/json': { schema: { type: 'object', required: ['a'] } } } };

  it.each<readonly [string, object, string, boolean]>([
    ['a list', { schema: integers }, '1,2', true],
    ['a list with spaces', { schema: integers }, '1, 2', true],
    ['a list of other things', { schema: integers }, '1,b', false],
    ['a list that is too short', { schema: integers }, '1', false],
    ['a list of texts that look like numbers', { schema: { type: 'array', items: { type: 'string' } } }, '1,2', true],
    ['an object', { schema: point }, 'x,1', true],
    ['an object with a member too many', { schema: point }, 'x,1,y,2', false],
    ['an object that should be exploded', { schema: point, explode: true }, 'x,1', false],
    ['an exploded object', { schema: point, explode: true }, 'x=1', true],
    ['an exploded object that should not be', { schema: point }, 'x=1', false],
    ['JSON', json, '{"a": 1}', true],
    ['JSON of another shape', json, '{"b": 1}', false],
    ['no JSON', json, 'a', false],
    ['a text', { content: { 'text/plain': { schema: { type: 'string', maxLength: 2 } } } }, 'abc', false],
  ])('is read as the contract describes it: %s', async (_, header, text, isRight) => {
    const contract = contractWith({ headers: { 'X-Thing': header }, content: { 'application/json': {} } });
    const answerHeaders = {
      'Content-Type': 'application/json',
      'X-Content-Type-Options': 'nosniff',
      'X-Thing': text,
    };
    const record = await checkAnswers(contract, [{ url, body: {}, answerHeaders }]);
    expect(summariseRecord(record)).toEqual(isRight ? [] : ['header.schema readAnswer header x-thing of 200']);
  });
});
