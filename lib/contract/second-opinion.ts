import * as responseValidator from 'openapi-response-validator';
import type { JsonValue } from '../core/json.ts';
import {
  responseFor,
  type Contract,
  type MediaContent,
  type Operation,
  type Pointer,
  type SchemaVerdict,
} from './contract.ts';
import { inlineSchema } from './inline-schema.ts';

/** What openapi-response-validator says of a body. */
export type SecondOpinion =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly errors: readonly string[] }
  | { readonly kind: 'cannot-judge'; readonly reason: string };

/** Asks the second validator about the body of an answer. */
export type AskSecondOpinion = (
  operation: Operation,
  status: number,
  mediaType: string,
  body: JsonValue,
) => SecondOpinion;

interface Validator {
  validateResponse(
    status: string,
    body: unknown,
  ): { readonly message: string; readonly errors?: readonly unknown[] } | undefined;
}
type ValidatorClass = new (options: object) => Validator;

/**
 * An opinion on bodies that is independent of our judge: openapi-response-validator, given one schema with its references
 * replaced, and a copy of the body, since it writes defaults into what it judges. It is draft-07 inside:
 * `explainDisagreement` says which keyword it does not know. Never part of a verdict.
 */
export function createSecondOpinion(contract: Contract): AskSecondOpinion {
  const validators = new Map<Pointer, Validator | string>();
  const createValidator = validatorFactory(contract);
  return (operation, status, mediaType, body) => {
    const pointer = contentFor(operation, status, mediaType)?.schemaPointer;
    if (pointer === undefined)
      return { kind: 'cannot-judge', reason: `no schema is declared for ${status} ${mediaType}` };
    const validator = validators.get(pointer) ?? createValidator(pointer);
    validators.set(pointer, validator);
    if (typeof validator === 'string') return { kind: 'cannot-judge', reason: validator };
    return ask(validator, body);
  };
}

/** Whether the two said opposite things. Where one of them could not judge, there is no disagreement. */
export function isDisagreement(ours: SchemaVerdict, theirs: SecondOpinion): boolean {
  return (ours.kind === 'valid' && theirs.kind === 'invalid') || (ours.kind === 'invalid' && theirs.kind === 'valid');
}

function contentFor(operation: Operation, status: number, mediaType: string): MediaContent | undefined {
  const bare = mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  return responseFor(operation, status)?.content.find((content) => content.mediaType.split(';')[0]?.trim() === bare);
}

/** Building a validator costs milliseconds, and most places of a contract refer to the same few schemas: equal ones share one. */
function validatorFactory(contract: Contract): (pointer: Pointer) => Validator | string {
  const bySchema = new Map<string, Validator | string>();
  return (pointer) => {
    const schema = inlineSchema(contract.resolve, pointer);
    if (!schema.ok) return schema.error;
    const text = JSON.stringify(schema.value);
    const validator = bySchema.get(text) ?? createValidator(schema.value);
    bySchema.set(text, validator);
    return validator;
  };
}

function createValidator(schema: JsonValue): Validator | string {
  try {
    // Under `allOf`, as a schema that is only `true` or `false` would be overlooked.
    return new (validatorClass())({ responses: { 200: { schema: { allOf: [schema] } } } });
  } catch (error) {
    return `openapi-response-validator cannot use the schema: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function ask(validator: Validator, body: JsonValue): SecondOpinion {
  try {
    const answer = validator.validateResponse('200', structuredClone(body));
    return answer === undefined ? { kind: 'valid' } : { kind: 'invalid', errors: (answer.errors ?? []).map(textOf) };
  } catch (error) {
    return { kind: 'cannot-judge', reason: error instanceof Error ? error.message : String(error) };
  }
}

function textOf(error: unknown): string {
  const { path, message } = error as { readonly path?: string; readonly message?: string };
  return `${path ?? ''} ${message ?? ''}`.trim();
}

/** The package is CommonJS with a default export: depending on the loader, the class lies one or two levels down. */
function validatorClass(): ValidatorClass {
  const outer = responseValidator.default as unknown as ValidatorClass & { readonly default?: ValidatorClass };
  return outer.default ?? outer;
}
