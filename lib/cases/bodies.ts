import { generate, type JsonSchema } from 'json-schema-faker';
import type { Contract, MediaContent, Operation } from '../contract/contract.ts';
import { declaredMembers } from '../contract/declared-members.ts';
import { defined } from '../core/defined.ts';
import { hashText } from '../core/hash.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { PLACEHOLDER } from '../core/names.ts';
import type { BodyData } from './operation-data.ts';

/** Valid request bodies of one operation; none where the schema could not be satisfied. */
export interface ValidBodies {
  /** What the contract requires, and nothing that a target demands besides. */
  readonly minimal?: JsonValue;
  readonly full?: JsonValue;
  /** What invalid bodies and further cases are made from. */
  readonly base?: JsonValue;
}

const TRIES = 5;

/** Finds the JSON content of a request body; bodies of other media types are not generated. */
export function jsonContentOf(operation: Operation): MediaContent | undefined {
  return operation.requestBody?.content.find((content) => /[/+]json$/.test(content.mediaType));
}

/**
 * Makes a body with the required members only and one with every declared member, from the schema and the seed. What the
 * data beside the contract sets takes the place of generated values. Both are held against the schema before they are used.
 */
export async function generateBodies(
  contract: Contract,
  operation: Operation,
  options: { readonly seed: string; readonly data?: BodyData },
): Promise<ValidBodies> {
  const content = jsonContentOf(operation);
  if (content === undefined) return {};
  const data = options.data ?? {};
  if (data.exactly !== undefined) return { minimal: data.exactly, base: data.exactly };
  if (content.schema === undefined || content.schemaPointer === undefined) return {};
  const seed = Number.parseInt(hashText(`${options.seed}/${operation.id}`).slice(0, 8), 16);
  const readOnly = new Set(declaredMembers(contract, content.schemaPointer).readOnly);
  const making: Making = { schema: completeSchema(content, contract), seed, data, readOnly };
  const judge = (value: JsonValue) =>
    contract.judgeRequest(content.schemaPointer ?? '', stripPlaceholders(value)).kind !== 'invalid';
  const minimal = data.minimal ?? (await tryGenerate(making, false, judge)) ?? content.examples.find(judge);
  const full = data.only === 'minimal' ? minimal : await tryGenerate(making, true, judge);
  if (data.only === 'full' && full !== undefined) return { minimal: full, full, base: full };
  if (minimal === undefined) return {};
  return { minimal, base: data.base ?? minimal, ...defined({ full }) };
}

function completeSchema(content: MediaContent, contract: Contract): JsonSchema {
  const schema = content.schema as unknown;
  if (typeof schema === 'boolean') return schema;
  if (!JSON.stringify(schema).includes('"$ref"')) return schema as JsonSchema;
  // The schema keeps its references; they point into the components of the document.
  return { ...(schema as object), components: contract.document['components'] };
}

interface Making {
  readonly schema: JsonSchema;
  readonly seed: number;
  readonly data: BodyData;
  readonly readOnly: ReadonlySet<string>;
}

async function tryGenerate(
  { schema, seed, data, readOnly }: Making,
  full: boolean,
  isValid: (value: JsonValue) => boolean,
): Promise<JsonValue | undefined> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const options = full ? { alwaysFakeOptionals: true } : { optionalsProbability: 0 };
    const generated = (await generate(schema, { seed: seed + attempt, ...options })) as JsonValue;
    const body = applyData(withoutPlaces(generated, readOnly), data, full);
    if (isValid(body)) return body;
  }
  return undefined;
}

/** Leaves out what the server is to assign (JSON Schema 2020-12 validation, section 9.4). */
function withoutPlaces(value: JsonValue, places: ReadonlySet<string>, at = ''): JsonValue {
  if (places.size === 0) return value;
  if (Array.isArray(value)) return value.map((item) => withoutPlaces(item as JsonValue, places, `${at}/*`));
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !places.has(`${at}/${name}`));
  return Object.fromEntries(
    kept.map(([name, member]) => [name, withoutPlaces(member ?? null, places, `${at}/${name}`)]),
  );
}

function applyData(generated: JsonValue, data: BodyData, full: boolean): JsonValue {
  if (!isJsonObject(generated)) return generated;
  const omitted = new Set(data.omit ?? []);
  const kept = Object.fromEntries(Object.entries(generated).filter(([name]) => !omitted.has(name)));
  const set = Object.entries(data.set ?? {}).filter(([name]) => full || name in kept);
  return { ...kept, ...Object.fromEntries(set) };
}

/** Puts stand-ins of the right form in the place of placeholders, so that a body can be held against its schema before it is bound. */
export function stripPlaceholders(value: JsonValue): JsonValue {
  if (typeof value === 'string') return stripText(value);
  if (Array.isArray(value)) return value.map((item) => stripPlaceholders(item as JsonValue));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [stripText(name), stripPlaceholders(member ?? null)]),
  );
}

/** Puts stand-ins in the place of the placeholders of one text. */
export function stripText(text: string): string {
  return text.replace(PLACEHOLDER, (_, name: string) => {
    const parts = name.split('.');
    if (parts.includes('uuid') || parts.includes('id')) return '6f2b3d1e-8c4a-4b5d-9e6f-7a8b9c0d1e2f';
    if (name.includes('slug')) return 'stand-in';
    return 'standin';
  });
}
