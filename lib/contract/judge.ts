import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import type { Pointer, SchemaVerdict } from './contract.ts';
import { addStrictFormats } from './formats.ts';
import { violationsOf } from './schema-violations.ts';
import { kindOfMember, walkDocument, type NodeKind } from './walk-document.ts';

const BASE = 'https://contract.invalid/document';

/** Judges values by the schemas of one document. */
export interface Judge {
  /** Judges a value by the schema at the pointer, which is compiled when it is first used. */
  readonly judge: (pointer: Pointer, value: JsonValue) => SchemaVerdict;
  /** Why the schema at the pointer cannot be compiled, or undefined. */
  readonly problemOf: (pointer: Pointer) => string | undefined;
  /** Formats of the document that are not known here; they accept every value. */
  readonly unknownFormats: readonly { readonly format: string; readonly pointer: Pointer }[];
}

/** Creates the judge of a document: JSON Schema 2020-12 with formats asserted (OpenAPI 3.1, section 4.8.24). */
export function createJudge(document: JsonObject): Judge {
  const judgeable = toJudgeable(document);
  const pointerOfNode = pointersOf(judgeable);
  const ajv = createAjv();
  const unknownFormats = addUnknownFormats(ajv, judgeable);
  // Ajv follows anchors, but its strict mode does not know the keyword.
  for (const keyword of ['$anchor', ...Object.keys(document), ...extensionKeys(judgeable)]) {
    if (ajv.getKeyword(keyword) === false) ajv.addVocabulary([keyword]);
  }
  const broken = addDocument(ajv, judgeable);
  const compiled = new Map<Pointer, ValidateFunction | string>();
  return { judge, problemOf, unknownFormats };

  function judge(pointer: Pointer, value: JsonValue): SchemaVerdict {
    const validate = validatorOf(pointer);
    if (typeof validate === 'string') return { kind: 'unsupported', reason: validate };
    const errors = errorsOf(validate, value);
    if (typeof errors === 'string') return { kind: 'unsupported', reason: errors };
    if (errors.length === 0) return verdictOnDigits(validate, value);
    return { kind: 'invalid', violations: violationsOf(errors, { document: judgeable, root: pointer, pointerOfNode }) };
  }

  function problemOf(pointer: Pointer): string | undefined {
    const validate = validatorOf(pointer);
    return typeof validate === 'string' ? validate : undefined;
  }

  function validatorOf(pointer: Pointer): ValidateFunction | string {
    const validate = compiled.get(pointer) ?? broken ?? compile(ajv, pointer);
    compiled.set(pointer, validate);
    return validate;
  }
}

function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    allowUnionTypes: true,
    allowMatchingProperties: true,
    allErrors: true,
    verbose: true,
    ownProperties: true,
    validateFormats: true,
    multipleOfPrecision: 9,
    discriminator: false,
    logger: false,
    // The document is held against the official schema already, and most validators judge a few values only.
    validateSchema: false,
    code: { optimize: false },
  });
  addStrictFormats(ajv);
  return ajv;
}

function addDocument(ajv: Ajv2020, document: JsonObject): string | undefined {
  try {
    ajv.addSchema(document, BASE, false, false);
    return undefined;
  } catch (error) {
    return `no schema of the document can be compiled: ${messageOf(error)}`;
  }
}

function compile(ajv: Ajv2020, pointer: Pointer): ValidateFunction | string {
  try {
    return ajv.compile({ $ref: `${BASE}#${encodeURI(pointer).replaceAll('#', '%23')}` });
  } catch (error) {
    return messageOf(error);
  }
}

/** Returns the errors of a value, or the reason why there is no verdict: a value nested thousands deep overflows the stack. */
function errorsOf(validate: ValidateFunction, value: JsonValue): readonly ErrorObject[] | string {
  try {
    return validate(value) ? [] : (validate.errors ?? []);
  } catch (error) {
    if (error instanceof RangeError) return 'the value is nested too deeply to be judged';
    throw error;
  }
}

/**
 * Judges a value that the schema accepts. Whole numbers beyond 2^53 lost precision when they were parsed: the value is valid only
 * if the schema accepts any value in their place, and otherwise unsupported.
 */
function verdictOnDigits(validate: ValidateFunction, value: JsonValue): SchemaVerdict {
  const place = unsafeIntegersIn(value).find((candidate) => !validate(withoutIntegerAt(value, candidate)));
  if (place === undefined) return { kind: 'valid' };
  const reason = `the whole number at ${place || '/'} is beyond 2^53: digits were lost when it was read, so it cannot be judged`;
  return { kind: 'unsupported', reason };
}

function addUnknownFormats(ajv: Ajv2020, document: JsonObject): Judge['unknownFormats'] {
  const unknown = new Map<string, Pointer>();
  for (const { kind, node, pointer } of walkDocument(document)) {
    const format = kind === 'schema' ? node['format'] : undefined;
    if (typeof format !== 'string' || ajv.formats[format] !== undefined || unknown.has(format)) continue;
    unknown.set(format, `${pointer}/format`);
  }
  for (const format of unknown.keys()) ajv.addFormat(format, true);
  return [...unknown].map(([format, pointer]) => ({ format, pointer }));
}

function extensionKeys(document: JsonObject): readonly string[] {
  const keys = [...walkDocument(document)].flatMap(({ kind, node }) => (kind === 'schema' ? Object.keys(node) : []));
  return [...new Set(keys.filter((key) => key.startsWith('x-')))];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Keywords to leave out of schemas before they are compiled: `nullable` is from OpenAPI 3.0 and has no effect in 3.1,
 * `discriminator` must not change a verdict (OpenAPI 3.1, section 4.8.25), and examples may contain anything, e.g. an `$id`.
 */
const LEFT_OUT = new Set(['nullable', 'discriminator', 'example', 'examples', 'xml', 'externalDocs']);

/** Copies a document without the keywords that Ajv would misunderstand. Pointers to schemas stay valid. */
function toJudgeable(document: JsonObject): JsonObject {
  return copyMembers(document, 'openapi');
}

function copy(value: JsonValue | undefined, kind: NodeKind): JsonValue | undefined {
  if (kind === 'data') return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => copy(item, kind) ?? null);
  return isJsonObject(value) ? copyMembers(value, kind) : value;
}

function copyMembers(node: JsonObject, kind: NodeKind): JsonObject {
  const isNamed = kind === 'named-openapi' || kind === 'named-schemas';
  const kept = Object.entries(node).filter(([key]) => isNamed || !LEFT_OUT.has(key));
  return Object.fromEntries(kept.map(([key, member]) => [key, copy(member, kindOfMember(kind, key, member))]));
}

/** Returns a lookup from the objects and arrays of a document to their pointers. The document must be a tree. */
function pointersOf(document: JsonObject): (node: unknown) => Pointer | undefined {
  const pointers = new WeakMap<object, Pointer>();
  const visit = (value: unknown, pointer: Pointer): void => {
    if (typeof value !== 'object' || value === null) return;
    pointers.set(value, pointer);
    for (const [key, member] of Object.entries(value)) visit(member, `${pointer}/${escapeToken(key)}`);
  };
  visit(document, '');
  return (node) => (typeof node === 'object' && node !== null ? pointers.get(node) : undefined);
}

/** The pointers of the whole numbers in a value that a double cannot represent exactly (RFC 8259, section 6). */
function unsafeIntegersIn(value: JsonValue | undefined, pointer = ''): readonly string[] {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? [pointer] : [];
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).flatMap((item, index) => unsafeIntegersIn(item, `${pointer}/${index}`));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => unsafeIntegersIn(member, `${pointer}/${escapeToken(key)}`));
}

/** Copies the value, with `false` at one place. */
function withoutIntegerAt(value: JsonValue | undefined, place: string, pointer = ''): JsonValue {
  if (pointer === place) return false;
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).map((item, index) => withoutIntegerAt(item, place, `${pointer}/${index}`));
  if (!isJsonObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      withoutIntegerAt(member, place, `${pointer}/${escapeToken(key)}`),
    ]),
  );
}
