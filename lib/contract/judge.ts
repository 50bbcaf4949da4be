import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { JsonObject, JsonValue } from '../core/json.ts';
import type { Pointer, SchemaVerdict } from './contract.ts';
import { addStrictFormats } from './formats.ts';
import { toJudgeable } from './judgeable-document.ts';
import { pointersOf } from './node-pointers.ts';
import { violationsOf } from './schema-violations.ts';
import { unsafeIntegersIn, withoutIntegerAt } from './unsafe-integers.ts';
import { walkDocument } from './walk-document.ts';

const BASE = 'https://contract.invalid/document';

/** Judges values by the schemas of one document. */
export interface Judge {
  /** Judges a value by the schema at the pointer; compiled when first asked for. */
  readonly judge: (pointer: Pointer, value: JsonValue) => SchemaVerdict;
  /** Why the schema at the pointer cannot be compiled, or undefined. */
  readonly problemOf: (pointer: Pointer) => string | undefined;
  /** Formats of the document that nothing here knows; they pass whatever is there. */
  readonly unknownFormats: readonly { readonly format: string; readonly pointer: Pointer }[];
}

/** Judges values by the schemas of one document, as JSON Schema 2020-12 with formats asserted (OpenAPI 3.1, section 4.8.24). */
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

/** What the schema has against a value. A value nested thousands deep overflows the stack: that is no verdict. */
function errorsOf(validate: ValidateFunction, value: JsonValue): readonly ErrorObject[] | string {
  try {
    return validate(value) ? [] : (validate.errors ?? []);
  } catch (error) {
    if (error instanceof RangeError) return 'the value is nested too deeply to be judged';
    throw error;
  }
}

/**
 * A whole number beyond 2^53 may have lost digits when the text was parsed. Where anything else would be accepted in its place
 * the digits do not matter; elsewhere nothing can be said.
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
