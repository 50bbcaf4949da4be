import { describe, expect, it } from 'vitest';
import type { Operation } from './contract.ts';
import { readDocument, smallDocument } from '../../tests/support/test-contract.ts';

const FINE = { responses: { 200: { description: 'Fine.' } } };
const GET = '/paths/~1widgets/get';

async function readOne(members: object, document: object = {}): Promise<Operation> {
  const get = { operationId: 'listWidgets', ...FINE, ...members };
  const { operations } = await readDocument(smallDocument({ paths: { '/widgets': { get } }, ...document }));
  const [operation] = operations;
  if (operation === undefined) throw new Error('there is no operation');
  return operation;
}

describe('readOperations', () => {
  it('reads what an operation says of itself', async () => {
    const operation = await readOne({ tags: ['tenant-widgets', 'x'], summary: 'All of them', deprecated: true });
    expect(operation).toEqual({
      id: 'listWidgets',
      method: 'GET',
      path: '/widgets',
      tag: 'tenant-widgets',
      service: 'tenant',
      summary: 'All of them',
      deprecated: true,
      security: [],
      securityPointer: GET,
      parameters: [],
      responses: [{ status: '200', content: [], headers: [], pointer: `${GET}/responses/200` }],
      pointer: GET,
    });
  });

  it('keeps the order of the document, and takes methods only', async () => {
    const paths = { '/b': { summary: 'x', put: FINE, get: FINE, 'x-get': FINE }, '/a': { get: FINE } };
    const { operations } = await readDocument(smallDocument({ paths }));
    expect(operations.map(({ method, path }) => `${method} ${path}`)).toEqual(['PUT /b', 'GET /b', 'GET /a']);
  });

  it.each([
    ['cp-orgs', '/widgets', 'cp'],
    ['tenant-files', '/cp/widgets', 'tenant'],
    ['', '/api/v1/widgets', 'cp'],
    ['', '/cp/widgets', 'cp'],
    ['other', '/apiary', 'tenant'],
  ])('says which service answers: tag "%s", path %s: %s', async (tag, path, service) => {
    const { operations } = await readDocument(smallDocument({ paths: { [path]: { get: { tags: [tag], ...FINE } } } }));
    expect(operations.map((operation) => operation.service)).toEqual([service]);
  });

  it("takes the document's security where an operation has none of its own, and an empty list for open", async () => {
    const document = { security: [{ key: [], org: [] }, { session: [] }] };
    expect(await readOne({}, document)).toMatchObject({
      security: [{ schemes: ['key', 'org'] }, { schemes: ['session'] }],
      securityPointer: '/security',
    });
    expect(await readOne({ security: [] }, document)).toMatchObject({
      security: [],
      securityPointer: `${GET}/security`,
    });
  });

  it('lets an operation override parameters of its path, and ignores headers that are described elsewhere', async () => {
    const header = (name: string): object => ({ name, in: 'header', schema: {} });
    const item = {
      parameters: [{ name: 'id', in: 'query', schema: { type: 'string' } }, { $ref: '#/components/parameters/Page' }],
      get: {
        ...FINE,
        parameters: [
          { name: 'id', in: 'query', required: true, schema: { type: 'integer' }, example: 7 },
          ...['Accept', 'content-type', 'Authorization'].map(header),
        ],
      },
    };
    const components = {
      parameters: {
        Page: {
          name: 'page',
          in: 'query',
          schema: { $ref: '#/components/schemas/Page' },
          examples: { a: { value: 3 } },
        },
      },
      schemas: { Page: { type: 'integer' } },
    };
    const { operations } = await readDocument(smallDocument({ paths: { '/widgets': item }, components }));
    expect(operations[0]?.parameters).toEqual([
      {
        name: 'page',
        in: 'query',
        required: false,
        schemaPointer: '/components/schemas/Page',
        schema: { type: 'integer' },
        pointer: '/components/parameters/Page',
        example: 3,
      },
      {
        name: 'id',
        in: 'query',
        required: true,
        schemaPointer: `${GET}/parameters/0/schema`,
        schema: { type: 'integer' },
        pointer: `${GET}/parameters/0`,
        example: 7,
      },
    ]);
  });

  it('reads bodies, headers and examples through references, and judges at the place itself', async () => {
    const json = { schema: { $ref: '#/components/schemas/Widget' }, examples: { a: { value: { id: 1 } } } };
    const operation = await readOne(
      {
        requestBody: { required: true, content: { 'Application/JSON': { ...json, example: { id: 2 } } } },
        responses: { '2XX': { $ref: '#/components/responses/Fine' }, default: { description: 'x' }, 'x-note': {} },
      },
      {
        components: {
          schemas: { Widget: { type: 'object' } },
          headers: { Limit: { required: true, schema: { type: 'integer' } } },
          responses: {
            Fine: {
              description: 'Fine.',
              headers: { 'RateLimit-Limit': { $ref: '#/components/headers/Limit' } },
              content: { 'application/json': json, 'text/plain': {} },
            },
          },
        },
      },
    );
    const content = '/components/responses/Fine/content';
    expect(operation.requestBody).toEqual({
      required: true,
      pointer: `${GET}/requestBody`,
      content: [
        {
          mediaType: 'application/json',
          pointer: `${GET}/requestBody/content/Application~1JSON`,
          schemaPointer: `${GET}/requestBody/content/Application~1JSON/schema`,
          schema: { type: 'object' },
          examples: [{ id: 2 }, { id: 1 }],
        },
      ],
    });
    expect(operation.responses).toEqual([
      {
        status: '2XX',
        pointer: `${GET}/responses/2XX`,
        content: [
          {
            mediaType: 'application/json',
            pointer: `${content}/application~1json`,
            schemaPointer: `${content}/application~1json/schema`,
            schema: { type: 'object' },
            examples: [{ id: 1 }],
          },
          { mediaType: 'text/plain', pointer: `${content}/text~1plain`, examples: [] },
        ],
        headers: [
          {
            name: 'RateLimit-Limit',
            required: true,
            explode: false,
            pointer: '/components/headers/Limit',
            schemaPointer: '/components/headers/Limit/schema',
          },
        ],
      },
      { status: 'default', content: [], headers: [], pointer: `${GET}/responses/default` },
    ]);
  });
});

describe('readSecuritySchemes', () => {
  it('tells the kinds apart', async () => {
    const securitySchemes = {
      bearer: { type: 'http', scheme: 'Bearer' },
      basic: { type: 'http', scheme: 'basic' },
      key: { type: 'apiKey', in: 'cookie', name: 'session' },
      digest: { type: 'http', scheme: 'digest' },
      oauth: { type: 'oauth2', flows: {} },
    };
    const contract = await readDocument(smallDocument({ components: { securitySchemes } }));
    expect([...contract.securitySchemes.values()]).toEqual([
      { name: 'bearer', kind: 'bearer' },
      { name: 'basic', kind: 'basic' },
      { name: 'key', kind: 'apiKey', in: 'cookie', key: 'session' },
      { name: 'digest', kind: 'unsupported', type: 'http' },
      { name: 'oauth', kind: 'unsupported', type: 'oauth2' },
    ]);
  });
});
