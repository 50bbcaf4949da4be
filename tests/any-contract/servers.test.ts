import { describe, expect, it } from 'vitest';
import { checkAnswers } from '../support/test-answers.ts';

const responses = { 200: { description: 'Fine.', content: { 'application/json': {} } } };

function contractWith(servers: { document?: object[]; path?: object[]; operation?: object[] }): object {
  const of = (list: object[] | undefined): object => (list === undefined ? {} : { servers: list });
  return {
    openapi: '3.1.0',
    info: { title: 'Widgets', version: '1' },
    ...of(servers.document),
    paths: {
      '/widgets/{id}': {
        ...of(servers.path),
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        get: { operationId: 'getWidget', ...of(servers.operation), responses },
      },
    },
  };
}

describe('an operation is found below its servers', () => {
  const versions = { url: '/{version}', variables: { version: { default: 'v1', enum: ['v1', 'v2'] } } };
  const regions = { url: 'https://{region}.widgets.example/api', variables: { region: { default: 'eu' } } };

  it.each<readonly [string, Parameters<typeof contractWith>[0], string, boolean]>([
    ['none', {}, 'https://widgets.example/widgets/7', true],
    [
      'with a path',
      { document: [{ url: 'https://widgets.example/api/' }] },
      'https://widgets.example/api/widgets/7',
      true,
    ],
    [
      'with a path, left out',
      { document: [{ url: 'https://widgets.example/api' }] },
      'https://widgets.example/widgets/7',
      false,
    ],
    ['relative', { document: [{ url: '/api/v3' }] }, 'http://127.0.0.1:4000/api/v3/widgets/7', true],
    ['relative to the folder', { document: [{ url: './api' }] }, 'http://127.0.0.1:4000/api/widgets/7', true],
    ['the second of two', { document: [{ url: '/a' }, { url: '/b' }] }, 'http://127.0.0.1/b/widgets/7', true],
    ['a variable with a list', { document: [versions] }, 'http://127.0.0.1/v2/widgets/7', true],
    ['a variable beyond its list', { document: [versions] }, 'http://127.0.0.1/v3/widgets/7', false],
    ['a variable without a list', { document: [regions] }, 'https://us.widgets.example/api/widgets/7', true],
    ['of the path', { document: [{ url: '/a' }], path: [{ url: '/b' }] }, 'http://127.0.0.1/b/widgets/7', true],
    [
      'of the path, not of the document',
      { document: [{ url: '/a' }], path: [{ url: '/b' }] },
      'http://127.0.0.1/a/widgets/7',
      false,
    ],
    ['of the operation', { path: [{ url: '/b' }], operation: [{ url: '/c' }] }, 'http://127.0.0.1/c/widgets/7', true],
    ['an empty list', { document: [{ url: '/a' }], operation: [] }, 'http://127.0.0.1/a/widgets/7', true],
  ])('%s', async (_, servers, url, isFound) => {
    const { cases } = await checkAnswers(contractWith(servers), [{ url, body: {} }]);
    expect(cases.map(({ operationId }) => operationId)).toEqual(isFound ? ['getWidget'] : []);
  });

  it('on a host of its own, though another is configured', async () => {
    const contract = contractWith({ operation: [{ url: 'https://files.example/store' }] });
    const bases = [{ url: 'https://widgets.example', service: 'tenant' as const }];
    const calls = [
      { url: 'https://files.example/store/widgets/7', body: {} },
      { url: 'https://other.example/store/widgets/7', body: {} },
    ];
    const { cases, notes } = await checkAnswers(contract, calls, {}, bases);
    expect(cases.map(({ operationId }) => operationId)).toEqual(['getWidget']);
    expect(notes).toContain('not judged: 1 × another host (other.example)');
  });
});
