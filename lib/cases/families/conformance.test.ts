import { describe, expect, it } from 'vitest';
import { casesOf, smallData } from '../../../tests/support/test-plan.ts';
import { probeOf, type Case } from '../case.ts';

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };
const fine = { 200: { description: 'Fine.' }, 401: { description: 'Refused.' } };
const DATA = { effect: 'reads', reach: 'none', path: { id: '${workspace.id}' }, probe: { answers: [200] } };

/** The cases of this family for one operation, by variant. */
async function conformanceOf(operation: object, data: object): Promise<ReadonlyMap<string, Case>> {
  const described = { operationId: 'useWidget', tags: ['cp-widgets'], security: [], ...operation };
  const paths = { '/widgets/{id}': { post: described } };
  const cases = await casesOf({ paths }, smallData({ operations: { useWidget: data } }));
  return new Map(cases.filter(({ family }) => family === 'conformance').map((each) => [each.variant, each]));
}

function expectationOf(testCase: Case | undefined): unknown {
  return testCase && probeOf(testCase).expectation;
}

describe('a path that names nothing', () => {
  it('is refused with the declared 404', async () => {
    const responses = { ...fine, 404: { description: 'None.' } };
    const cases = await conformanceOf({ parameters: [id], responses }, DATA);
    expect(expectationOf(cases.get('error-404-unknown-id'))).toMatchObject({
      statuses: [404],
      rule: 'status.not-found-shape',
    });
    expect(expectationOf(cases.get('error-id-not-a-uuid'))).toMatchObject({
      statuses: [404],
      rule: 'request.constraint-unenforced',
    });
  });

  it('is refused with another declared error where there is no 404', async () => {
    const cases = await conformanceOf({ parameters: [id], responses: fine }, DATA);
    expect(expectationOf(cases.get('error-unknown-id'))).toMatchObject({ kind: 'error', statuses: [401] });
    const refusing = { ...fine, 422: { description: 'No.' }, 503: { description: 'Down.' } };
    const others = await conformanceOf({ parameters: [id], responses: refusing }, DATA);
    expect(expectationOf(others.get('error-unknown-id'))).toMatchObject({ statuses: [422] });
  });

  it('is not asked for where a success is right', async () => {
    const cases = await conformanceOf(
      { parameters: [id], responses: fine },
      { ...DATA, mayBeUnknown: 'it is a search' },
    );
    expect([...cases.keys()]).toEqual(['success']);
  });

  it('is repeated in the body, where the body repeats what the path names', async () => {
    const schema = { type: 'object', required: ['confirm'], properties: { confirm: { type: 'string' } } };
    const requestBody = { content: { 'application/json': { schema } } };
    const data = { ...DATA, body: { set: { confirm: '${workspace.id}' } } };
    const cases = await conformanceOf({ parameters: [id], responses: fine, requestBody }, data);
    const unknown = cases.get('error-unknown-id');
    expect(unknown && probeOf(unknown).request.body).toEqual({ kind: 'json', value: { confirm: '${unknown.uuid}' } });
  });
});

describe('an enum of a body', () => {
  it('is gone beyond even where no 400 is declared, and nothing else is', async () => {
    const properties = { colour: { type: 'string', enum: ['red'] }, size: { type: 'integer' } };
    const requestBody = { content: { 'application/json': { schema: { type: 'object', properties } } } };
    const cases = await conformanceOf({ responses: fine, requestBody }, { ...DATA, path: {} });
    const errors = [...cases.keys()].filter((variant) => variant.startsWith('error-'));
    expect(errors).toEqual(['error-body-colour-outside-enum']);
  });
});

describe('an enum of the query', () => {
  it('is gone beyond even where no 400 is declared', async () => {
    const kind = { name: 'kind', in: 'query', schema: { type: 'string', enum: ['a'] } };
    const shape = { name: 'shape', in: 'query', schema: { type: 'string', pattern: '^[a-z]$' } };
    const cases = await conformanceOf(
      { parameters: [kind, shape], responses: { 200: fine[200] } },
      { ...DATA, path: {} },
    );
    expect([...cases.keys()]).toEqual(['success', 'error-kind-outside-enum']);
    expect(expectationOf(cases.get('error-kind-outside-enum'))).toMatchObject({ statuses: [400] });
  });
});

describe('a success', () => {
  const schema = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, kind: { const: 'a' } } };
  const requestBody = { content: { 'application/json': { schema } } };
  const data = { ...DATA, effect: 'changes', body: { set: { name: 'made' } } };

  it('is tried with what the contract requires and no more, and says so', async () => {
    const cases = await conformanceOf({ parameters: [id], responses: fine, requestBody }, data);
    const minimal = cases.get('success-minimal');
    expect(minimal && probeOf(minimal).request.body).toEqual({ kind: 'json', value: { name: 'made' } });
    expect(expectationOf(minimal)).toEqual({ kind: 'success', statuses: [200], because: 'the minimal body' });
  });
});
