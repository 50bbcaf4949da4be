import { z } from 'zod';
import { isJsonObject, jsonValue, mapTexts, type JsonObject, type JsonValue } from '../core/json.ts';
import { isIdOfMade, kindOf, PLACEHOLDER, placeholderOf } from '../core/names.ts';
import { namesIn } from './bind.ts';
import type { Demand, RequestTemplate } from './case.ts';

const template = z
  .string()
  .describe('Text with ${name} placeholders; ${thing.name} is the name of what the call is about');
const because = z.string().describe('Why the target needs it');
const members = z.record(z.string(), jsonValue);

const accommodation = z
  .strictObject({
    because,
    headers: z.record(z.string(), template).optional().describe('Headers to send besides'),
    query: z.record(z.string(), template).optional().describe('Query parameters to send besides'),
    body: members.optional().describe('Members to put into valid bodies, at any depth; null leaves a member out'),
    bodies: z
      .array(members)
      .min(1)
      .optional()
      .describe(
        'Bodies for calls that make what cases need, the preferred one first; the first that is accepted is used',
      ),
  })
  .describe('What an operation needs on this target, and the contract does not say');

/** A file of accommodations: what a target demands and the contract does not say. */
export const accommodationsSchema = z.strictObject({
  version: z.literal(1),
  values: z
    .record(z.string(), z.strictObject({ is: z.string(), because }))
    .default({})
    .describe('Values in place of those of spec/conformance.yaml'),
  operations: z.record(z.string(), accommodation).default({}).describe('By operation id'),
});

export type Accommodations = z.infer<typeof accommodationsSchema>;
type Accommodation = z.infer<typeof accommodation>;
type ByOperation = Accommodations['operations'];

/** Lays files of accommodations on one another: of two that say something about the same header, member or value, the later wins. */
export function mergeAccommodations(files: readonly Accommodations[]): Omit<Accommodations, 'version'> {
  const operations: Record<string, Accommodation> = {};
  for (const [id, later] of files.flatMap((file) => Object.entries(file.operations))) {
    const earlier = operations[id];
    const body = later.body === undefined ? earlier?.body : mergeMembers(earlier?.body ?? {}, later.body, true);
    operations[id] = {
      ...earlier,
      ...later,
      headers: { ...earlier?.headers, ...later.headers },
      query: { ...earlier?.query, ...later.query },
      ...(body === undefined ? {} : { body }),
    };
  }
  return { operations, values: Object.assign({}, ...files.map(({ values }) => values)) as Accommodations['values'] };
}

/** A sentence for each accommodation, for the report. */
export function describeAccommodations({ operations, values }: Omit<Accommodations, 'version'>): readonly string[] {
  const changes = ({ headers = {}, query = {}, body = {}, bodies }: Accommodation): string =>
    [
      ...Object.keys(headers).map((name) => `the header ${name}`),
      ...Object.keys(query).map((name) => `the query parameter ${name}`),
      ...Object.entries(body).map(([name, value]) => (value === null ? `no member ${name}` : `the member ${name}`)),
      ...(bodies === undefined ? [] : ['a body of its own where cases need what it makes']),
    ].join(', ');
  return [
    ...Object.entries(operations).map(
      ([id, each]) =>
        `accommodation: ${id} is sent with ${changes(each)}, which the contract does not name: ${each.because}`,
    ),
    ...Object.entries(values).map(
      ([name, { is, because: why }]) => `accommodation: the value ${name} is ${is}: ${why}`,
    ),
  ];
}

/** Adds the headers and query parameters of an accommodation to a request, where it does not have them already. */
export function accommodate(request: RequestTemplate, operations: ByOperation | undefined): RequestTemplate {
  const found = operations?.[request.operationId];
  if (found === undefined) return request;
  const thing = thingOf(request.path);
  const has = (lines: RequestTemplate['headers'], name: string): boolean =>
    lines.some(([known]) => known.toLowerCase() === name.toLowerCase());
  const added = (wanted: Accommodation['headers'], lines: RequestTemplate['headers']): RequestTemplate['headers'] =>
    Object.entries(wanted ?? {}).flatMap(([name, text]) => {
      const filled = aimAtThing(text, thing);
      return filled === undefined || has(lines, name) ? [] : [[name, filled] as const];
    });
  return {
    ...request,
    query: [...request.query, ...added(found.query, request.query)],
    headers: [...request.headers, ...added(found.headers, request.headers)],
  };
}

/** Lists the headers and query parameters that accommodations add to the requests of an operation. */
export function addedParts(operationId: string, operations: ByOperation | undefined): readonly Demand[] {
  const { headers = {}, query = {} } = operations?.[operationId] ?? {};
  return [
    ...Object.keys(headers).map((name): Demand => ({ part: 'header', name })),
    ...Object.keys(query).map((name): Demand => ({ part: 'query', name })),
  ];
}

/** Takes a header or a query parameter out of a request. */
export function withoutPart(request: RequestTemplate, { part, name = '' }: Demand): RequestTemplate {
  const rest = (lines: RequestTemplate['headers']): RequestTemplate['headers'] =>
    lines.filter(([known]) => known.toLowerCase() !== name.toLowerCase());
  switch (part) {
    case 'header':
      return { ...request, headers: rest(request.headers) };
    case 'query':
      return { ...request, query: rest(request.query) };
    case 'body':
      return request;
  }
}

/** Says what a request is sent without: `the header X-Confirm-Name`. */
export function describeDemand({ part, name = '' }: Demand): string {
  switch (part) {
    case 'header':
      return `the header ${name}`;
    case 'query':
      return `the query parameter ${name}`;
    case 'body':
      return 'members beyond the required ones';
  }
}

/** Puts the members of an accommodation into a valid body. */
export function accommodateBody(operationId: string, body: JsonValue, operations: ByOperation | undefined): JsonValue {
  const wanted = operations?.[operationId]?.body;
  return wanted === undefined || !isJsonObject(body) ? body : mergeMembers(body, wanted);
}

/** The bodies that a call is tried with which makes something: those of an accommodation, under the name that the first of `own` gives. */
export function accommodateBodies(
  operationId: string,
  own: readonly JsonValue[],
  operations: ByOperation | undefined,
): readonly JsonValue[] {
  const wanted = operations?.[operationId]?.bodies;
  if (wanted === undefined) return own.map((body) => accommodateBody(operationId, body, operations));
  const name = nameIn(own[0]) ?? '';
  return wanted.map((body) => mapTexts(body, (text) => text.replaceAll(placeholderOf('thing.name'), name)));
}

function mergeMembers(body: JsonObject, wanted: JsonObject, keepsNull = false): Record<string, JsonValue> {
  const merged: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(body)) if (value !== undefined) merged[name] = value;
  for (const [name, value] of Object.entries(wanted)) {
    const own = merged[name];
    if (value === null && !keepsNull) Reflect.deleteProperty(merged, name);
    else if (value !== undefined)
      merged[name] = isJsonObject(own) && isJsonObject(value) ? mergeMembers(own, value, keepsNull) : value;
  }
  return merged;
}

/** The thing that a path is about: `created` for `/workspaces/${created.id}`, undefined where it names none that the run knows. */
function thingOf(path: string): string | undefined {
  return namesIn(path).find(hasName)?.split('.')[0];
}

function aimAtThing(text: string, thing: string | undefined): string | undefined {
  const isAboutThing = namesIn(text).some((name) => name.startsWith('thing.'));
  if (!isAboutThing) return text;
  if (thing === undefined) return undefined;
  return text.replace(PLACEHOLDER, (_, name: string) => placeholderOf(name.replace(/(^|:)thing\./, `$1${thing}.`)));
}

/** Whether a name is the id of a thing whose name is known along with it. */
function hasName(name: string): boolean {
  return isIdOfMade(name) && name.endsWith('.id') && kindOf(name) === 'thing';
}

/** The name under which the name of a thing is kept: `created.name` for its id, `created.id`; undefined for other names. */
export function nameOfThing(name: string): string | undefined {
  return hasName(name) ? name.replace(/id$/, 'name') : undefined;
}

/** The name that a body gives to what it makes. */
export function nameIn(body: JsonValue | undefined): string | undefined {
  if (!isJsonObject(body)) return undefined;
  const { name, template: inner } = body;
  if (typeof name === 'string') return name;
  return isJsonObject(inner) ? nameIn(inner) : undefined;
}

/** The pointer to the name beside an id: `/workspaces/0/name` for `/workspaces/0/id`. */
export function siblingName(pointer: string): string {
  return `${pointer.slice(0, pointer.lastIndexOf('/'))}/name`;
}
