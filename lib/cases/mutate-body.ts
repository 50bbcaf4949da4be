import type { Contract, MediaContent } from '../contract/contract.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import { stripPlaceholders } from './bodies.ts';

/** A body that breaks the request schema in one way. */
export interface InvalidBody {
  /** Stable part of a case id: `without-name`. */
  readonly variant: string;
  readonly title: string;
  readonly rule: string;
  readonly body: JsonValue;
}

/**
 * Bodies that break one keyword of the schema each: a required member left out, a wrong type, a value outside an enum,
 * beyond a bound, an unknown key in a closed object. Each is shown by the contract's own schema to be invalid.
 */
export function mutateBody(contract: Contract, content: MediaContent, valid: JsonValue): readonly InvalidBody[] {
  const pointer = content.schemaPointer;
  if (pointer === undefined) return [];
  const schema = contract.resolve(pointer)?.value;
  if (!isJsonObject(schema)) return [];
  const candidates = [
    notAnObject(schema),
    ...(isJsonObject(valid) ? mutateObject(contract, pointer, schema, valid) : []),
  ];
  return candidates.flatMap((candidate) => {
    if (candidate === undefined) return [];
    return contract.judge(pointer, stripPlaceholders(candidate.body)).kind === 'invalid' ? [candidate] : [];
  });
}

function notAnObject(schema: JsonObject): InvalidBody | undefined {
  if (schema['type'] !== 'object') return undefined;
  return {
    variant: 'an-array',
    title: 'an array in place of an object',
    rule: 'request.constraint-unenforced',
    body: [],
  };
}

function mutateObject(
  contract: Contract,
  pointer: string,
  schema: JsonObject,
  valid: JsonObject,
): readonly InvalidBody[] {
  const required = Array.isArray(schema['required']) ? (schema['required'] as readonly string[]) : [];
  const properties = isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  const result: InvalidBody[] = required.map((name) => ({
    variant: `without-${name}`,
    title: `without the required "${name}"`,
    rule: 'request.required-unenforced',
    body: Object.fromEntries(Object.entries(valid).filter(([candidate]) => candidate !== name)),
  }));
  if (required.length === 0 && typeof schema['minProperties'] === 'number') {
    result.push({ variant: 'empty', title: 'an empty object', rule: 'request.required-unenforced', body: {} });
  }
  if (schema['additionalProperties'] === false) {
    const body = { ...valid, conformance_unknown_key: true };
    result.push({ variant: 'unknown-key', title: 'an unknown key', rule: 'request.extra-accepted', body });
  }
  for (const name of properties) {
    const property = contract.resolve(`${pointerOf(contract, pointer)}/properties/${escapeToken(name)}`)?.value;
    if (!isJsonObject(property)) continue;
    for (const wrong of wrongValues(property)) {
      result.push({
        variant: `${name}-${wrong.variant}`,
        title: `"${name}" ${wrong.title}`,
        rule: 'request.constraint-unenforced',
        body: { ...valid, [name]: wrong.value },
      });
    }
  }
  return result;
}

interface WrongValue {
  readonly variant: string;
  readonly title: string;
  readonly value: JsonValue;
}

function wrongValues(property: JsonObject): readonly WrongValue[] {
  return [wrongType(property), ...wrongString(property), ...wrongNumber(property), ...wrongMap(property)].filter(
    (wrong) => wrong !== undefined,
  );
}

function wrongType(property: JsonObject): WrongValue | undefined {
  const types = [property['type'] ?? []].flat() as readonly string[];
  if (types.length === 0) return undefined;
  const value: JsonValue = types.includes('string')
    ? 42
    : types.includes('object')
      ? 'text'
      : types.includes('boolean')
        ? 'maybe'
        : 'text';
  return { variant: 'of-wrong-type', title: 'of another type', value };
}

function wrongString(property: JsonObject): readonly WrongValue[] {
  const result: WrongValue[] = [];
  if (Array.isArray(property['enum'])) {
    result.push({ variant: 'outside-enum', title: 'outside its enum', value: 'conformance-unknown' });
  }
  if (typeof property['pattern'] === 'string') {
    result.push({ variant: 'against-pattern', title: 'against its pattern', value: '-No Pattern Allows This-' });
  }
  if (typeof property['maxLength'] === 'number') {
    result.push({ variant: 'too-long', title: 'one character too long', value: 'x'.repeat(property['maxLength'] + 1) });
  }
  if (property['format'] === 'uuid') {
    result.push({ variant: 'not-a-uuid', title: 'that is not a UUID', value: 'not-a-uuid' });
  }
  return result;
}

function wrongNumber(property: JsonObject): readonly WrongValue[] {
  const result: WrongValue[] = [];
  if (typeof property['minimum'] === 'number') {
    result.push({ variant: 'below-minimum', title: 'below its minimum', value: property['minimum'] - 1 });
  }
  if (typeof property['maximum'] === 'number') {
    result.push({ variant: 'above-maximum', title: 'above its maximum', value: property['maximum'] + 1 });
  }
  return result;
}

function wrongMap(property: JsonObject): readonly WrongValue[] {
  const result: WrongValue[] = [];
  const names = isJsonObject(property['propertyNames']) ? property['propertyNames']['enum'] : undefined;
  const values = isJsonObject(property['additionalProperties']) ? property['additionalProperties'] : undefined;
  if (Array.isArray(names)) {
    result.push({
      variant: 'with-unknown-key',
      title: 'with a key outside its set',
      value: { conformance_unknown: 1 },
    });
  }
  if (values !== undefined) {
    const key = Array.isArray(names) ? String(names[0]) : 'CONFORMANCE_KEY';
    const wrong = wrongType(values);
    if (wrong !== undefined) {
      result.push({
        variant: 'with-wrong-values',
        title: 'with values of another type',
        value: { [key]: wrong.value },
      });
    }
    if (typeof values['minimum'] === 'number') {
      result.push({
        variant: 'with-low-values',
        title: 'with values below the minimum',
        value: { [key]: values['minimum'] - 1 },
      });
    }
  }
  return result;
}

function pointerOf(contract: Contract, pointer: string): string {
  return contract.resolve(pointer)?.pointer ?? pointer;
}
