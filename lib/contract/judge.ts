import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import type { Pointer, SchemaVerdict, SchemaViolation } from './contract.ts';
import { addStrictFormats } from './formats.ts';

const BASE = 'https://contract.invalid/document';

/** Judges values by the schemas of one document; each schema is compiled when it is first asked for. */
export function createJudge(document: JsonObject, pointerOfNode: (node: unknown) => Pointer | undefined): (pointer: Pointer, value: JsonValue) => SchemaVerdict {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    allowUnionTypes: true,
    allErrors: true,
    verbose: true,
    ownProperties: true,
    validateFormats: true,
    multipleOfPrecision: 9,
    discriminator: false,
    logger: false,
  });
  addStrictFormats(ajv);
  for (const keyword of [...Object.keys(document), ...extensionKeys(document), 'xml', 'externalDocs', 'example', 'discriminator', 'nullable']) {
    if (ajv.getKeyword(keyword) === false) ajv.addVocabulary([keyword]);
  }
  ajv.addSchema(document, BASE, false, false);
  const compiled = new Map<Pointer, ValidateFunction | string>();
  return (pointer, value) => {
    const validate = compiled.get(pointer) ?? compile(ajv, pointer);
    compiled.set(pointer, validate);
    if (typeof validate === 'string') return { kind: 'unsupported', reason: validate };
    if (validate(value)) return { kind: 'valid' };
    return { kind: 'invalid', violations: violationsOf(validate.errors ?? [], pointer, pointerOfNode) };
  };
}

function compile(ajv: Ajv2020, pointer: Pointer): ValidateFunction | string {
  try {
    return ajv.compile({ $ref: `${BASE}#${encodeURI(pointer).replaceAll('#', '%23')}` });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function extensionKeys(document: JsonObject): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isJsonObject(value)) {
      for (const [key, member] of Object.entries(value)) {
        if (key.startsWith('x-')) found.add(key);
        visit(member);
      }
    }
  };
  visit(document);
  return [...found];
}

const RULE_OF_KEYWORD: Readonly<Record<string, string>> = {
  required: 'required', type: 'type', enum: 'enum', const: 'const', format: 'format', pattern: 'pattern',
  minimum: 'range', maximum: 'range', exclusiveMinimum: 'range', exclusiveMaximum: 'range', multipleOf: 'range',
  minLength: 'length', maxLength: 'length',
  minItems: 'items', maxItems: 'items', uniqueItems: 'items', contains: 'items', minContains: 'items', maxContains: 'items',
  oneOf: 'composition', anyOf: 'composition', not: 'composition', if: 'composition', 'false schema': 'composition',
  additionalProperties: 'closed-extra', unevaluatedProperties: 'closed-extra',
  minProperties: 'properties', maxProperties: 'properties', propertyNames: 'properties', dependentRequired: 'required',
};

function violationsOf(errors: readonly ErrorObject[], root: Pointer, pointerOfNode: (node: unknown) => Pointer | undefined): readonly SchemaViolation[] {
  const compositions = errors.filter((error) => error.keyword === 'oneOf' || error.keyword === 'anyOf').map((error) => error.schemaPath);
  const kept = errors.filter((error) => !compositions.some((path) => error.schemaPath !== path && error.schemaPath.startsWith(`${path}/`)));
  const violations = kept.map((error) => violationOf(error, pointerOfNode(error.parentSchema) ?? root));
  const unique = new Map(violations.map((violation) => [`${violation.instancePath} ${violation.keyword}`, violation]));
  return [...unique.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, violation]) => violation);
}

function violationOf(error: ErrorObject, node: Pointer): SchemaViolation {
  const params = error.params as Readonly<Record<string, unknown>>;
  const isNull = error.keyword === 'type' && error.data === null;
  const missing = error.keyword === 'required' ? `/${String(params['missingProperty'])}` : '';
  const extra = params['additionalProperty'] ?? params['unevaluatedProperty'];
  return {
    rule: isNull ? 'null' : (RULE_OF_KEYWORD[error.keyword] ?? 'composition'),
    keyword: error.keyword,
    instancePath: error.instancePath + missing + (extra === undefined ? '' : `/${String(extra)}`),
    schemaPointer: error.keyword === 'required' ? `${node}/required` : `${node}/${error.keyword}`,
    expected: expectedOf(error, params),
    seen: error.keyword === 'required' ? 'no such member' : shorten(error.data),
  };
}

function expectedOf(error: ErrorObject, params: Readonly<Record<string, unknown>>): string {
  switch (error.keyword) {
    case 'required':
      return `the required member "${String(params['missingProperty'])}"`;
    case 'type':
      return [params['type']].flat().join(' or ');
    case 'enum':
      return `one of ${JSON.stringify(params['allowedValues']).slice(1, -1)}`;
    case 'const':
      return JSON.stringify(params['allowedValue']);
    case 'format':
      return `format ${String(params['format'])}`;
    case 'additionalProperties':
      return 'no members besides the declared ones';
    default:
      return error.message ?? error.keyword;
  }
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
