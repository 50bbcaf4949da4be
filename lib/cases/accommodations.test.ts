import { beforeAll, describe, expect, it } from 'vitest';
import { readDocument, smallDocument } from '../../tests/support/test-contract.ts';
import { smallData } from '../../tests/support/test-plan.ts';
import type { Contract } from '../contract/contract.ts';
import {
  accommodate,
  accommodateBodies,
  accommodateBody,
  accommodationsSchema,
  describeAccommodations,
  mergeAccommodations,
} from './accommodations.ts';
import { parseAccommodations } from './parse-conformance-data.ts';

const responses = { 200: { description: 'Fine.' } };
const document = smallDocument({
  paths: {
    '/widgets': { post: { operationId: 'makeWidget', responses } },
    '/widgets/{id}': { delete: { operationId: 'deleteWidget', responses } },
  },
});
const FILE = `version: 1
values: { colour: { is: blue, because: red is sold out } }
operations:
  makeWidget:
    because: it asks for a size
    body: { size: { cm: 3 }, shape: null }
    bodies: [{ name: '\${thing.name}', size: 1 }, { name: '\${thing.name}' }]
  deleteWidget:
    because: it asks for the name
    headers: { X-Name: '\${thing.name}' }
    query: { sure: 'yes' }
`;

describe('parseAccommodations', () => {
  let contract: Contract;
  beforeAll(async () => {
    contract = await readDocument(document);
  });
  const problemsOf = (text: string): readonly string[] => {
    const data = smallData({ values: { colour: 'red' } });
    const parsed = parseAccommodations('a.yaml', text, { data, contract, known: { rules: [], secrets: [] } });
    return parsed.ok ? [] : parsed.error;
  };

  it('finds nothing where every reference leads somewhere', () => {
    expect(problemsOf(FILE)).toEqual([]);
  });

  it.each([
    [
      '  makeWidget:',
      '  makeWigdet:',
      /^a\.yaml:4:3: operations\.makeWigdet names the operation .* near it: makeWidget/,
    ],
    ['colour: {', 'color: {', /^a\.yaml:2:\d+: values\.color names the value "color".* near it: colour/],
    ["X-Name: '${thing.name}", "X-Name: '${thing.nam}", /^a\.yaml:10:\d+: .* asks for \$\{thing\.nam\}.*thing\.name/],
    ['because: it asks for a size', 'reason: it asks for a size', /^a\.yaml:\d+:\d+: operations\.makeWidget/],
    ['version: 1', 'version: [', /^a\.yaml:\d+:\d+: /],
  ])('names file, line and what may have been meant where "%s" is "%s"', (right, wrong, problem) => {
    expect(problemsOf(FILE.replace(right, wrong))[0]).toMatch(problem);
  });
});

describe('mergeAccommodations', () => {
  const fileOf = (operations: object, values = {}) => accommodationsSchema.parse({ version: 1, operations, values });

  it('lets the later file win where both say something', () => {
    const merged = mergeAccommodations([
      fileOf({ make: { because: 'first', headers: { A: '1', B: '1' }, body: { a: { b: 1 } } } }),
      fileOf({ make: { because: 'second', headers: { B: '2' }, body: { a: { c: null } } } }),
    ]);
    expect(merged.operations['make']).toEqual({
      because: 'second',
      headers: { A: '1', B: '2' },
      query: {},
      body: { a: { b: 1, c: null } },
    });
  });

  it('has a sentence for each, which says why', () => {
    const merged = mergeAccommodations([
      fileOf(
        { make: { because: 'it asks', headers: { A: '1' }, body: { b: 1, c: null } } },
        {
          colour: { is: 'blue', because: 'red is sold out' },
        },
      ),
    ]);
    expect(describeAccommodations(merged)).toEqual([
      'accommodation: make is sent with the header A, the member b, no member c, which the contract does not name: it asks',
      'accommodation: the value colour is blue: red is sold out',
    ]);
  });
});

describe('accommodate', () => {
  const { operations } = mergeAccommodations([
    accommodationsSchema.parse({
      version: 1,
      operations: {
        deleteWidget: { because: '', headers: { 'X-Name': '${thing.name}' }, query: { sure: 'yes' } },
        makeWidget: {
          because: '',
          body: { size: { cm: 3 }, shape: null },
          bodies: [{ name: '${thing.name}', size: 1 }],
        },
      },
    }),
  ]);
  const request = { operationId: 'deleteWidget', service: 'tenant', method: 'DELETE', query: [], headers: [] } as const;

  it('names the thing that the path is about', () => {
    const { headers, query } = accommodate({ ...request, path: '/widgets/${created.id}' }, operations);
    expect({ headers, query }).toEqual({ headers: [['X-Name', '${created.name}']], query: [['sure', 'yes']] });
  });

  it('leaves out what asks for a name where the path names nothing that the run knows', () => {
    expect(accommodate({ ...request, path: '/widgets/${unknown.uuid}' }, operations).headers).toEqual([]);
  });

  it('leaves a header alone that the case sets itself', () => {
    const own = [['x-name', 'another']] as const;
    expect(accommodate({ ...request, path: '/widgets/${created.id}', headers: own }, operations).headers).toEqual(own);
  });

  it('puts members into a valid body at any depth, and takes members out', () => {
    const body = { name: 'a', size: { inch: 1 }, shape: 'round' };
    expect(accommodateBody('makeWidget', body, operations)).toEqual({ name: 'a', size: { inch: 1, cm: 3 } });
  });

  it('has its own bodies take the place of those of a fixture, under the same name', () => {
    expect(accommodateBodies('makeWidget', [{ name: 'n-${fresh.name}', old: 1 }], operations)).toEqual([
      { name: 'n-${fresh.name}', size: 1 },
    ]);
  });

  it('changes nothing where there is no accommodation', () => {
    const other = { ...request, operationId: 'other', path: '/' };
    expect(accommodate(other, operations)).toBe(other);
    expect(accommodate(other, undefined)).toBe(other);
  });
});
