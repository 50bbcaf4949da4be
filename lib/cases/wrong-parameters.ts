import type { Contract, Parameter } from '../contract/contract.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';

/** A value that a parameter must not have; `null` leaves it out. */
export interface WrongParameter {
  /** Stable part of a case id: `id-not-a-uuid`. */
  readonly name: string;
  readonly title: string;
  readonly value: string | null;
}

/**
 * A required parameter left out, one that is no UUID, one against its pattern. Each value is shown by the contract's own schema
 * to be invalid, however it is read.
 */
export function wrongParameters(contract: Contract, parameter: Parameter): readonly WrongParameter[] {
  const { name, required } = parameter;
  const schema = isJsonObject(parameter.schema) ? parameter.schema : {};
  const isQuery = parameter.in === 'query';
  const isFilled = parameter.in === 'path' || (isQuery && required);
  const result: WrongParameter[] = [];
  if (isQuery && required) result.push({ name: `without-${name}`, title: `a missing ${name}`, value: null });
  if (isFilled && schema['format'] === 'uuid')
    result.push({ name: `${name}-not-a-uuid`, title: `a ${name} that is not a UUID`, value: 'not-a-uuid' });
  if (isQuery && typeof schema['pattern'] === 'string') {
    const value = ['-No-', '-No Pattern Allows This-', '!', ' '].find((text) => isInvalid(contract, parameter, text));
    if (value !== undefined)
      result.push({ name: `${name}-against-pattern`, title: `a ${name} against its pattern`, value });
  }
  return result.filter(({ value }) => value === null || isInvalid(contract, parameter, value));
}

function isInvalid(contract: Contract, { schemaPointer }: Parameter, text: string): boolean {
  return readingsOf(text).every((value) => contract.judge(schemaPointer, value).kind === 'invalid');
}

/** A parameter arrives as text, and may be meant as a number, a truth value or a list of one. */
function readingsOf(text: string): readonly JsonValue[] {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  const plain: readonly JsonValue[] = [
    text,
    ...(Number.isFinite(number) ? [number] : []),
    ...(text === 'true' || text === 'false' ? [text === 'true'] : []),
  ];
  return [...plain, ...plain.map((value) => [value])];
}
