import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken, valueAtPointer } from '../core/pointer.ts';
import { scanJson } from '../core/scan-json.ts';
import { compilePattern } from './compile-pattern.ts';
import type { Contract, LoadedDocument, Pointer, SchemaVerdict } from './contract.ts';
import { evaluateSchema, UnusableSchema, type SchemaSource } from './evaluate-schema.ts';
import { hasBeyondExact, toExact, type ExactValue } from './exact-value.ts';
import { addStrictFormats } from './formats.ts';
import { toJudgeable } from './judgeable-document.ts';
import { createResolver, reachableSchemas } from './resolve-references.ts';
import { DOCUMENT_ADDRESS, resourcesOf } from './schema-resources.ts';
import { violationsOf } from './schema-violations.ts';
import { walkDocument } from './walk-document.ts';

/** Judges values by the schemas of one document. */
export interface Judge {
  /** Judges a value by the schema at the pointer, which is compiled when it is first used. */
  readonly judge: Contract['judge'];
  /** Why the schema at the pointer cannot be compiled, or undefined. */
  readonly problemOf: (pointer: Pointer) => string | undefined;
  /** Formats of the document that are not known here; they accept every value. */
  readonly unknownFormats: readonly { readonly format: string; readonly pointer: Pointer }[];
  /** Keywords of the document that are not known here; they assert nothing (JSON Schema 2020-12 core, section 6.5). */
  readonly unknownKeywords: readonly { readonly keyword: string; readonly pointer: Pointer }[];
}

/**
 * Creates the judge of a document: JSON Schema 2020-12 with formats asserted (OpenAPI 3.1, section 4.8.24). Ajv judges, except
 * by schemas and values that it does not get right: those are for `evaluateSchema`.
 */
export function createJudge({
  document,
  quoteOf,
  original = document,
}: Pick<LoadedDocument, 'document' | 'quoteOf'> & { readonly original?: JsonObject }): Judge {
  const resources = resourcesOf(document);
  const judgeable = toJudgeable(document, resources);
  const ajv = createAjv();
  const unknownFormats = addUnknownFormats(ajv, judgeable);
  const broken = addDocument(ajv, judgeable);
  const compiled = new Map<Pointer, ValidateFunction | string>();
  const beyondAjv = findBeyondAjv(document);
  const exactAt = (pointer: Pointer): bigint | undefined => readInteger(quoteOf(pointer));
  const matches = (pattern: string, text: string): boolean => compilePattern(pattern).test(text);
  const source: SchemaSource = { document, resources, isOfFormat: formatTest(ajv), matches, exactAt };
  const ofDocument = violationSource(document, original);
  const ofJudgeable = violationSource(judgeable, original);
  return { judge, problemOf, unknownFormats, unknownKeywords: findUnknownKeywords(ajv, judgeable) };

  function judge(pointer: Pointer, value: JsonValue, text?: string): SchemaVerdict {
    const validate = validatorOf(pointer);
    if (typeof validate === 'string') return { kind: 'unsupported', reason: validate };
    try {
      const isForAjv = !hasBeyondExact(value) && !beyondAjv(pointer);
      const errors = isForAjv ? errorsOf(validate, value) : evaluateSchema(source, pointer, exactValue(value, text));
      if (errors.length === 0) return { kind: 'valid' };
      return {
        kind: 'invalid',
        violations: violationsOf(errors, { ...(isForAjv ? ofJudgeable : ofDocument), root: pointer }),
      };
    } catch (error) {
      if (error instanceof UnusableSchema) return { kind: 'unsupported', reason: error.message };
      if (error instanceof RangeError)
        return { kind: 'unsupported', reason: 'the value is nested too deeply to be judged' };
      throw error;
    }
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

/** The value with the digits that its text has; without a text a number is what its double is. */
function exactValue(value: JsonValue, text: string | undefined): ExactValue {
  const integers = text === undefined ? undefined : scanJson(text).integers;
  return toExact(value, (pointer) => integers?.get(pointer));
}

/** The whole number that a member or item of the source is, as it is written there. */
function readInteger(source: string): bigint | undefined {
  const [, digits] = /(?:^|[:,[{\s-])\s*(-?\d{16,})[\s,}\]]*$/.exec(source.split('\n')[0] ?? '') ?? [];
  return digits === undefined ? undefined : BigInt(digits);
}

/** Keywords by which Ajv does not say what JSON Schema does in every case. */
const BEYOND_AJV = ['$dynamicRef', 'unevaluatedItems', 'unevaluatedProperties'];

/** Makes the function that says whether Ajv cannot be trusted with the schema at a pointer or one that it leads to. */
function findBeyondAjv(document: JsonObject): (pointer: Pointer) => boolean {
  const isBeyond = ({ properties, ...node }: JsonObject): boolean =>
    BEYOND_AJV.some((keyword) => node[keyword] !== undefined) ||
    // A property that Ajv passes over.
    (isJsonObject(properties) && Object.hasOwn(properties, '__proto__'));
  const hasAny = [...walkDocument(document)].some(({ kind, node }) => kind === 'schema' && isBeyond(node));
  const resolve = createResolver(document);
  const known = new Map<Pointer, boolean>();
  return (pointer) => {
    if (!hasAny) return false;
    const found =
      known.get(pointer) ??
      reachableSchemas(resolve, pointer, valueAtPointer(document, pointer)).some(({ node }) => isBeyond(node));
    known.set(pointer, found);
    return found;
  };
}

function formatTest(ajv: Ajv2020): SchemaSource['isOfFormat'] {
  return (format, value) => {
    const known = ajv.formats[format];
    if (known === undefined || known === true) return true;
    const { type = 'string', validate = known } = isJsonObject(known) ? known : {};
    const isOfType =
      type === 'number' ? typeof value === 'number' || typeof value === 'bigint' : typeof value === 'string';
    if (!isOfType) return true;
    return validate instanceof RegExp
      ? typeof value === 'string' && validate.test(value)
      : (validate as (value: ExactValue) => boolean)(value);
  };
}

function violationSource(document: JsonObject, original: JsonObject): Omit<Parameters<typeof violationsOf>[1], 'root'> {
  return { document, original, pointerOfNode: pointersOf(document) };
}

/** Ajv asks for `code` only when it writes its validators into files. */
const PATTERNS = Object.assign(compilePattern, { code: 'compilePattern' });

function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    verbose: true,
    ownProperties: true,
    validateFormats: true,
    multipleOfPrecision: 9,
    discriminator: false,
    logger: false,
    // The document is held against the official schema already, and most validators judge a few values only.
    validateSchema: false,
    code: { optimize: false, regExp: PATTERNS },
  });
  addStrictFormats(ajv);
  return ajv;
}

function addDocument(ajv: Ajv2020, document: JsonObject): string | undefined {
  try {
    ajv.addSchema(document, DOCUMENT_ADDRESS, false, false);
    return undefined;
  } catch (error) {
    return `no schema of the document can be compiled: ${messageOf(error)}`;
  }
}

function compile(ajv: Ajv2020, pointer: Pointer): ValidateFunction | string {
  try {
    return ajv.compile({ $ref: `${DOCUMENT_ADDRESS}#${encodeURI(pointer).replaceAll('#', '%23')}` });
  } catch (error) {
    return messageOf(error);
  }
}

function errorsOf(validate: ValidateFunction, value: JsonValue): readonly ErrorObject[] {
  return validate(value) ? [] : (validate.errors ?? []);
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

/** The first place of each keyword that neither JSON Schema nor OpenAPI has. */
function findUnknownKeywords(ajv: Ajv2020, judgeable: JsonObject): Judge['unknownKeywords'] {
  const unknown = new Map<string, Pointer>();
  for (const { kind, node, pointer } of walkDocument(judgeable))
    for (const key of kind === 'schema' ? Object.keys(node) : [])
      if (ajv.RULES.keywords[key] !== true && !key.startsWith('x-') && !unknown.has(key))
        unknown.set(key, `${pointer}/${escapeToken(key)}`);
  return [...unknown].map(([keyword, pointer]) => ({ keyword, pointer }));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
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
