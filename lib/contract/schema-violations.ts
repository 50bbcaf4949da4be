import type { ErrorObject } from 'ajv/dist/2020.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken, valueAtPointer } from '../core/pointer.ts';
import { printExact } from './exact-value.ts';
import type { Pointer, SchemaViolation, ViolationRule } from './contract.ts';
import { createResolver, reachableSchemas } from './resolve-references.ts';

const RULE_OF_KEYWORD: Readonly<Record<string, ViolationRule>> = {
  required: 'required',
  type: 'type',
  enum: 'enum',
  const: 'const',
  format: 'format',
  pattern: 'pattern',
  minimum: 'range',
  maximum: 'range',
  exclusiveMinimum: 'range',
  exclusiveMaximum: 'range',
  multipleOf: 'range',
  minLength: 'length',
  maxLength: 'length',
  minItems: 'items',
  maxItems: 'items',
  uniqueItems: 'items',
  contains: 'items',
  minContains: 'items',
  maxContains: 'items',
  oneOf: 'composition',
  anyOf: 'composition',
  not: 'composition',
  if: 'composition',
  'false schema': 'composition',
  additionalProperties: 'closed-extra',
  unevaluatedProperties: 'closed-extra',
  items: 'items',
  unevaluatedItems: 'items',
  minProperties: 'items',
  maxProperties: 'items',
  propertyNames: 'composition',
  dependentRequired: 'required',
};

/** All values of `SchemaViolation.rule`, sorted. */
export const VIOLATION_RULES: readonly ViolationRule[] = [
  ...new Set([...Object.values(RULE_OF_KEYWORD), 'null' as const]),
].sort();

/** The schemas that the errors of Ajv are about. */
interface ViolationSource {
  readonly document: JsonObject;
  /** The document as it was read; a judge of one direction may have left names out of `required`. */
  readonly original: JsonObject;
  /** The schema that the value was judged by; used for an error whose own schema is unknown. */
  readonly root: Pointer;
  readonly pointerOfNode: (node: unknown) => Pointer | undefined;
}

type Params = Readonly<Record<string, unknown>>;

/** Returns the violations without those that only follow: inside the branches of a failed composition, and `if` beside `then`. */
export function violationsOf(errors: readonly ErrorObject[], source: ViolationSource): readonly SchemaViolation[] {
  const compositions = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
  const branches = compositions.map((error) => ({ error, nodes: branchNodesOf(error, source) }));
  const kept = errors.filter((error) => !branches.some((branch) => isInBranch(error, branch, source)));
  const telling = kept.some(({ keyword }) => keyword !== 'if') ? kept.filter(({ keyword }) => keyword !== 'if') : kept;
  const violations = telling.map((error) => violationOf(error, source));
  const unique = new Map(violations.map((violation) => [`${violation.instancePath} ${violation.keyword}`, violation]));
  return [...unique.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, violation]) => violation);
}

interface Branch {
  readonly error: ErrorObject;
  readonly nodes: ReadonlySet<Pointer>;
}

function isInBranch(error: ErrorObject, branch: Branch, { pointerOfNode }: ViolationSource): boolean {
  const { error: composition, nodes } = branch;
  if (error === composition) return false;
  if (error.instancePath !== composition.instancePath && !error.instancePath.startsWith(`${composition.instancePath}/`))
    return false;
  if (error.schemaPath.startsWith(`${composition.schemaPath}/`)) return true;
  const node = pointerOfNode(error.parentSchema);
  return node !== undefined && nodes.has(node);
}

/** Every schema below the branches of a composition, except the composition itself, to which a cycle may lead back. */
function branchNodesOf(error: ErrorObject, { document, pointerOfNode }: ViolationSource): ReadonlySet<Pointer> {
  const composition = pointerOfNode(error.parentSchema);
  if (composition === undefined) return new Set();
  // With the option `verbose`, `schema` is the value of the keyword in the document.
  const branches = reachableSchemas(
    createResolver(document),
    `${composition}/${error.keyword}`,
    error.schema as JsonValue,
  );
  return new Set(branches.map(({ pointer }) => pointer).filter((pointer) => pointer !== composition));
}

function violationOf(error: ErrorObject, { root, original, pointerOfNode }: ViolationSource): SchemaViolation {
  const params = error.params as Params;
  const node = pointerOfNode(error.parentSchema);
  const isNull = error.keyword === 'type' && error.data === null;
  const missing = isMissing(error);
  const member = missing ? params['missingProperty'] : (params['additionalProperty'] ?? params['unevaluatedProperty']);
  return {
    rule: isNull ? 'null' : (RULE_OF_KEYWORD[error.keyword] ?? 'composition'),
    keyword: error.keyword,
    instancePath: error.instancePath + (typeof member === 'string' ? `/${escapeToken(member)}` : ''),
    schemaPointer:
      node === undefined
        ? root
        : `${node}/${error.keyword}${itemOf(error, valueAtPointer(original, `${node}/required`), member)}`,
    expected: expectedOf(error, params),
    seen: missing ? 'no such member' : shorten(typeof member === 'string' ? memberOf(error.data, member) : error.data),
  };
}

/** The index in `required`, because the line of the missing name says more than the line of the list. */
function itemOf({ keyword }: ErrorObject, names: JsonValue | undefined, member: unknown): string {
  if (keyword !== 'required' || !Array.isArray(names)) return '';
  const index = names.indexOf(member);
  return index < 0 ? '' : `/${index}`;
}

function isMissing({ keyword }: ErrorObject): boolean {
  return keyword === 'required' || keyword === 'dependentRequired';
}

function memberOf(value: unknown, name: string): unknown {
  return isJsonObject(value) ? value[name] : value;
}

function expectedOf(error: ErrorObject, params: Params): string {
  switch (error.keyword) {
    case 'required':
    case 'dependentRequired':
      return `the required member "${String(params['missingProperty'])}"`;
    case 'type':
      return [params['type']].flat().join(' or ');
    case 'enum':
      return `one of ${(printExact(params['allowedValues']) ?? '').slice(1, -1)}`;
    case 'const':
      return printExact(params['allowedValue']) ?? '';
    case 'format':
      return `format ${String(params['format'])}`;
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'no members besides the declared ones';
    case 'false schema':
      return 'nothing at this place';
    default:
      return error.message ?? error.keyword;
  }
}

function shorten(value: unknown): string {
  const text = printExact(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
