import { responseFor, type Contract, type Operation, type ResponseSpec } from '../contract/contract.ts';
import { isOpen } from '../contract/security.ts';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { escapeToken, valueAtPointer } from '../core/pointer.ts';
import { compareText, listFirst } from '../core/text.ts';
import { matchStatuses } from './measure-coverage.ts';
import type { ContractStrength, OperationObservation } from './run-record.ts';

interface Weakness {
  readonly text: string;
  readonly cost: number;
}

/**
 * Measures how much of a wrong answer the contract could notice at each operation, the weakest first. Points are lost for
 * members that may be missing, objects that may hold anything, bodies without a schema, errors that are not declared, and for
 * differences that a run saw. The score is for comparing operations with one another, not a measure of quality.
 */
export function measureStrength(
  contract: Contract,
  observed: readonly OperationObservation[],
): readonly ContractStrength[] {
  const seen = new Map(observed.map((each) => [each.operationId, each]));
  return contract.operations
    .map((operation) => {
      const weaknesses = [
        ...findResponseWeaknesses(contract, operation),
        ...findMissingErrors(operation),
        ...findBareErrors(operation),
        ...findObservedWeaknesses(seen.get(operation.id)),
      ];
      const cost = weaknesses.reduce((sum, weakness) => sum + weakness.cost, 0);
      return {
        operationId: operation.id,
        score: Math.max(0, Math.round(100 - cost)),
        weaknesses: weaknesses.map((weakness) => weakness.text),
      };
    })
    .sort((left, right) => left.score - right.score || compareText(left.operationId, right.operationId));
}

function findResponseWeaknesses(contract: Contract, operation: Operation): readonly Weakness[] {
  return operation.responses
    .filter((response) => /^2/.test(response.status))
    .flatMap((response) => findWeaknessesOf(contract, response));
}

function findWeaknessesOf(contract: Contract, response: ResponseSpec): readonly Weakness[] {
  if (response.content.length === 0) {
    return response.status === '204'
      ? []
      : [{ text: `${response.status} declares no body: any body passes unjudged`, cost: 25 }];
  }
  return response.content.flatMap((content) => {
    if (content.schemaPointer === undefined)
      return [{ text: `${response.status} ${content.mediaType} has no schema`, cost: 40 }];
    const shape = measureSchema(contract, content.schemaPointer);
    const result: Weakness[] = [];
    for (const place of shape.free)
      result.push({ text: `${response.status} ${place || '/'} is an object that may hold anything`, cost: 30 });
    const optional = shape.members - shape.required;
    if (optional > 0)
      result.push({
        text: `${response.status}: ${optional} of ${shape.members} members may be missing`,
        cost: (30 * optional) / shape.members,
      });
    if (shape.open.length > 0)
      result.push({
        text: `${response.status}: members that nobody declared pass at ${shape.open.map((place) => place || '/').join(', ')}`,
        cost: 5,
      });
    return result;
  });
}

interface SchemaShape {
  readonly members: number;
  readonly required: number;
  /** Places of objects that may hold anything. */
  readonly free: readonly string[];
  /** Places of objects whose members are named, and where others pass as well. */
  readonly open: readonly string[];
}

/** The sum of all schemas that apply to one place (JSON Schema 2020-12 core, section 10.2). */
interface Place {
  isObject: boolean;
  isClosed: boolean;
  isMap: boolean;
  readonly members: Set<string>;
  readonly required: Set<string>;
}

const DEEPEST = 6;

function measureSchema(contract: Contract, pointer: string): SchemaShape {
  const places = new Map<string, Place>();
  visit(pointer, '', []);
  const all = [...places];
  const count = (select: (place: Place) => number): number => all.reduce((sum, [, place]) => sum + select(place), 0);
  const objects = all.filter(([, { isObject, isClosed, isMap }]) => isObject && !isClosed && !isMap);
  return {
    members: count(({ members }) => members.size),
    required: count(({ members, required }) => [...members].filter((name) => required.has(name)).length),
    free: objects.filter(([, { members }]) => members.size === 0).map(([name]) => name),
    open: objects.filter(([, { members }]) => members.size > 0).map(([name]) => name),
  };

  function visit(at: string, place: string, above: readonly string[]): void {
    const found = contract.resolve(at);
    if (found === undefined || !isJsonObject(found.value) || above.includes(found.pointer) || above.length > DEEPEST)
      return;
    const own = valueAtPointer(contract.document, at);
    // Keywords beside a `$ref` count too.
    if (found.pointer !== at && isJsonObject(own)) note(own, place);
    const schema = found.value;
    note(schema, place);
    const down = [...above, found.pointer];
    const properties = isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : [];
    for (const name of properties) visit(`${found.pointer}/properties/${escapeToken(name)}`, `${place}/${name}`, down);
    for (const keyword of ['items', 'additionalProperties'])
      if (isJsonObject(schema[keyword])) visit(`${found.pointer}/${keyword}`, `${place}/*`, down);
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      const branches = schema[keyword];
      if (Array.isArray(branches))
        branches.forEach((_, index) => visit(`${found.pointer}/${keyword}/${index}`, place, down));
    }
  }

  function note(schema: JsonObject, name: string): void {
    const place = places.get(name) ?? {
      isObject: false,
      isClosed: false,
      isMap: false,
      members: new Set(),
      required: new Set(),
    };
    places.set(name, place);
    const properties = isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : [];
    for (const member of properties) place.members.add(member);
    for (const member of Array.isArray(schema['required']) ? (schema['required'] as readonly string[]) : [])
      place.required.add(member);
    place.isObject ||= [schema['type']].flat().includes('object') || properties.length > 0;
    place.isClosed ||= schema['additionalProperties'] === false || schema['unevaluatedProperties'] === false;
    place.isMap ||= isJsonObject(schema['additionalProperties']);
  }
}

/** Finds the errors that a request can bring about and that the operation does not declare. */
function findMissingErrors(operation: Operation): readonly Weakness[] {
  const expected: readonly (readonly [status: number, isDue: boolean, why: string])[] = [
    [
      400,
      operation.requestBody !== undefined || operation.parameters.some((parameter) => parameter.in === 'query'),
      'though it takes input that can be wrong',
    ],
    [401, !isOpen(operation), 'though it asks for a credential'],
    [
      403,
      operation.security.some((alternative) => alternative.schemes.some((name) => /session/i.test(name))),
      'though not everybody who is signed in may call it',
    ],
    [
      404,
      operation.parameters.some((parameter) => parameter.in === 'path'),
      'though its path names a thing that may be missing',
    ],
    [429, true, 'though there are rate limits'],
  ];
  return expected.flatMap(([status, isDue, why]) =>
    isDue && responseFor(operation, status) === undefined
      ? [{ text: `declares no ${status}, ${why}`, cost: status === 429 ? 2 : 6 }]
      : [],
  );
}

/** Finds the errors that are declared without a body, so that any body passes. */
function findBareErrors({ responses }: Operation): readonly Weakness[] {
  const bare = responses.filter(({ status, content }) => /^([45]|default)/i.test(status) && content.length === 0);
  if (bare.length === 0) return [];
  return [{ text: `no body is declared for ${bare.map(({ status }) => status).join(', ')}`, cost: 2 * bare.length }];
}

const MOST_NAMES = 5;

function findObservedWeaknesses(observed: OperationObservation | undefined): readonly Weakness[] {
  if (observed === undefined || !observed.exercised) return [];
  const { unmet, undeclared } = matchStatuses(observed.statusesDeclared, observed.statusesSeen);
  // Nobody knows which request would be answered with a default.
  const unseen = unmet.filter((status) => status !== 'default');
  const rows: readonly (readonly [names: readonly string[], text: string, cost: number])[] = [
    [observed.membersUndeclared, 'members seen and not declared', 5],
    [observed.membersNeverSeen, 'members declared and never seen', 1],
    [undeclared, 'statuses seen and not declared', 5],
    [unseen, 'statuses declared and never seen', 1],
  ];
  return rows.flatMap(([names, text, cost]) => {
    if (names.length === 0) return [];
    return [{ text: `${text}: ${listFirst(names, MOST_NAMES)}`, cost }];
  });
}
