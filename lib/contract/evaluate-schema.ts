import type { ErrorObject } from 'ajv/dist/2020.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken, valueAtPointer } from '../core/pointer.ts';
import { assertionErrors, errorOf, type AssertionTools } from './assert-value.ts';
import type { Pointer } from './contract.ts';
import { isExactObject, type ExactValue } from './exact-value.ts';
import type { SchemaResources } from './schema-resources.ts';

/** The document that the schemas stand in, and what an evaluation needs to know of it. */
export interface SchemaSource extends AssertionTools {
  readonly document: JsonObject;
  readonly resources: SchemaResources;
}

/** Thrown where a schema cannot be used. */
export class UnusableSchema extends Error {}

/** A schema at its place, and the value that it is applied to. */
interface Subject {
  readonly schema: JsonValue | undefined;
  readonly at: Pointer;
  readonly value: ExactValue;
  readonly path: string;
  /** The resources that were entered on the way, outermost first: the dynamic scope (core, section 7.1). */
  readonly scope: readonly Pointer[];
}

/** What a schema says of a value: its errors, and the members and items that it has looked at (core, section 7.7). */
interface Outcome {
  readonly errors: ErrorObject[];
  readonly members: Set<string>;
  readonly items: Set<number>;
}

/** A schema that is being applied. */
interface Node extends Subject, Outcome {
  readonly schema: JsonObject;
}

/**
 * Evaluates a value by a schema as JSON Schema 2020-12 says, keyword by keyword. It judges what Ajv, which is much faster, does
 * not get right: `$dynamicRef`, `unevaluatedItems` and `unevaluatedProperties`, and whole numbers beyond 2^53. The errors are
 * those that Ajv would give.
 */
export function evaluateSchema(source: SchemaSource, at: Pointer, value: ExactValue): readonly ErrorObject[] {
  const { document, resources } = source;
  const open = new Set<string>();
  return evaluate({ schema: schemaAt(at), at, value, path: '', scope: [] }).errors;

  function schemaAt(pointer: Pointer): JsonValue {
    const schema = valueAtPointer(document, pointer);
    if (schema === undefined) throw new UnusableSchema(`there is no schema at ${pointer}`);
    return schema;
  }

  function evaluate(subject: Subject): Outcome {
    const { schema, at: place, path } = subject;
    const outcome: Outcome = { errors: [], members: new Set(), items: new Set() };
    if (schema === false) outcome.errors.push(errorOf(subject, 'false schema', {}, 'boolean schema is false'));
    if (!isJsonObject(schema)) return outcome;
    const resource = resources.resourceOf(place);
    const scope = subject.scope.at(-1) === resource ? subject.scope : [...subject.scope, resource];
    const key = `${place} ${path} ${scope.length}`;
    if (open.has(key)) throw new UnusableSchema(`the schema at ${place} refers to itself without end`);
    open.add(key);
    const node: Node = { ...subject, ...outcome, schema, scope };
    applyReferences(node);
    applyCompositions(node);
    if (Array.isArray(node.value)) applyToItems(node, node.value as readonly ExactValue[]);
    else if (isExactObject(node.value)) applyToMembers(node, node.value);
    outcome.errors.push(...assertionErrors(source, node));
    open.delete(key);
    return outcome;
  }

  /** Applies another schema to the same value, and counts what that has looked at, if it holds or has to. */
  function apply(node: Node, schema: JsonValue | undefined, place: Pointer, hasTo = true): readonly ErrorObject[] {
    const found = evaluate({ ...node, schema, at: place });
    if (found.errors.length > 0 && !hasTo) return found.errors;
    for (const name of found.members) node.members.add(name);
    for (const index of found.items) node.items.add(index);
    if (hasTo) node.errors.push(...found.errors);
    return found.errors;
  }

  function applyReferences(node: Node): void {
    const { schema, at: place, scope } = node;
    const { $ref: reference, $dynamicRef: dynamic } = schema;
    if (typeof reference === 'string') {
      const target = targetOf(place, reference);
      apply(node, schemaAt(target), target);
    }
    if (typeof dynamic !== 'string') return;
    const first = targetOf(place, dynamic);
    const name = dynamic.slice(dynamic.indexOf('#') + 1);
    // Only a reference to a dynamic anchor is dynamic (core, section 8.2.3.2).
    const isDynamic = resources.dynamicAnchorIn(resources.resourceOf(first), name) === first;
    const outermost = scope
      .map((resource) => resources.dynamicAnchorIn(resource, name))
      .find((found) => found !== undefined);
    const target = isDynamic ? (outermost ?? first) : first;
    apply(node, schemaAt(target), target);
  }

  function targetOf(place: Pointer, reference: string): Pointer {
    const target = resources.targetOf(place, reference);
    if (target === undefined) throw new UnusableSchema(`the reference ${reference} leads nowhere`);
    return target;
  }

  function applyCompositions(node: Node): void {
    const { schema, at: place } = node;
    listOf(schema['allOf']).forEach((branch, index) => apply(node, branch, `${place}/allOf/${index}`));
    for (const keyword of ['anyOf', 'oneOf'] as const) applyChoice(node, keyword);
    if (
      schema['not'] !== undefined &&
      evaluate({ ...node, schema: schema['not'], at: `${place}/not` }).errors.length === 0
    )
      node.errors.push(errorOf(node, 'not', {}, 'must NOT be valid'));
    if (schema['if'] !== undefined) {
      const branch = apply(node, schema['if'], `${place}/if`, false).length === 0 ? 'then' : 'else';
      if (schema[branch] !== undefined) apply(node, schema[branch], `${place}/${branch}`);
    }
    const { value } = node;
    const dependent = schema['dependentSchemas'];
    if (!isExactObject(value) || !isJsonObject(dependent)) return;
    for (const name of Object.keys(dependent).filter((each) => Object.hasOwn(value, each)))
      apply(node, dependent[name], `${place}/dependentSchemas/${escapeToken(name)}`);
  }

  function applyChoice(node: Node, keyword: 'anyOf' | 'oneOf'): void {
    if (node.schema[keyword] === undefined) return;
    const branches = listOf(node.schema[keyword]).map((branch, index) =>
      apply(node, branch, `${node.at}/${keyword}/${index}`, false),
    );
    const fitting = branches.filter(({ length }) => length === 0).length;
    if (keyword === 'anyOf' ? fitting > 0 : fitting === 1) return;
    const wanted = keyword === 'anyOf' ? 'must match a schema in anyOf' : 'must match exactly one schema in oneOf';
    node.errors.push(errorOf(node, keyword, {}, wanted));
  }

  /** Applies a schema to a member or an item. */
  function applyBelow(node: Node, key: string | number, schema: JsonValue | undefined, place: Pointer): void {
    const value = (node.value as Readonly<Record<string, ExactValue>>)[key] ?? null;
    const path = `${node.path}/${escapeToken(String(key))}`;
    node.errors.push(...evaluate({ schema, at: place, value, path, scope: node.scope }).errors);
    if (typeof key === 'number') node.items.add(key);
    else node.members.add(key);
  }

  function applyToMembers(node: Node, value: Readonly<Record<string, unknown>>): void {
    const { schema, at: place } = node;
    const names = Object.keys(value);
    const properties = mapOf(schema['properties']);
    const patterns = mapOf(schema['patternProperties']);
    const known = new Set<string>();
    for (const name of names) {
      if (Object.hasOwn(properties, name)) {
        known.add(name);
        applyBelow(node, name, properties[name], `${place}/properties/${escapeToken(name)}`);
      }
      for (const pattern of Object.keys(patterns).filter((each) => source.matches(each, name))) {
        known.add(name);
        applyBelow(node, name, patterns[pattern], `${place}/patternProperties/${escapeToken(pattern)}`);
      }
      if (schema['propertyNames'] !== undefined) {
        const of = { schema: schema['propertyNames'], at: `${place}/propertyNames`, value: name, path: node.path };
        const { errors } = evaluate({ ...of, scope: node.scope });
        if (errors.length > 0)
          node.errors.push(...errors, errorOf(node, 'propertyNames', {}, 'property name must be valid'));
      }
    }
    applyToRest(
      node,
      'additionalProperties',
      names.filter((name) => !known.has(name)),
    );
    applyToRest(
      node,
      'unevaluatedProperties',
      names.filter((name) => !node.members.has(name)),
    );
  }

  function applyToRest(node: Node, keyword: string, names: readonly string[]): void {
    const rest = node.schema[keyword];
    if (rest === undefined) return;
    const param = keyword === 'additionalProperties' ? 'additionalProperty' : 'unevaluatedProperty';
    for (const name of names) {
      if (rest === false) node.errors.push(errorOf(node, keyword, { [param]: name }, 'must NOT have it'));
      else applyBelow(node, name, rest, `${node.at}/${keyword}`);
      node.members.add(name);
    }
  }

  function applyToItems(node: Node, value: readonly ExactValue[]): void {
    const { schema, at: place } = node;
    const prefix = listOf(schema['prefixItems']);
    prefix
      .slice(0, value.length)
      .forEach((item, index) => applyBelow(node, index, item, `${place}/prefixItems/${index}`));
    const rest = value.map((_, index) => index).slice(prefix.length);
    // Without `prefixItems` an item is what the schema `false` refuses.
    if (schema['items'] === false && prefix.length > 0) refuseItems(node, 'items', rest);
    else if (schema['items'] !== undefined)
      for (const index of rest) applyBelow(node, index, schema['items'], `${place}/items`);
    applyContains(node, value);
    const unseen = value.map((_, index) => index).filter((index) => !node.items.has(index));
    if (schema['unevaluatedItems'] === false) refuseItems(node, 'unevaluatedItems', unseen);
    else if (schema['unevaluatedItems'] !== undefined)
      for (const index of unseen) applyBelow(node, index, schema['unevaluatedItems'], `${place}/unevaluatedItems`);
  }

  function refuseItems(node: Node, keyword: string, indexes: readonly number[]): void {
    const [first] = indexes;
    if (first === undefined) return;
    node.errors.push(errorOf(node, keyword, { limit: first }, `must NOT have more than ${first} items`));
    for (const index of indexes) node.items.add(index);
  }

  function applyContains(node: Node, value: readonly ExactValue[]): void {
    const { schema, at: place, scope } = node;
    if (schema['contains'] === undefined) return;
    const fitting = value.flatMap((item, index) => {
      const of = {
        schema: schema['contains'],
        at: `${place}/contains`,
        value: item,
        path: `${node.path}/${index}`,
        scope,
      };
      return evaluate(of).errors.length === 0 ? [index] : [];
    });
    for (const index of fitting) node.items.add(index);
    const { minContains: fewest = 1, maxContains: most = Infinity } = schema as Readonly<
      Record<string, number | undefined>
    >;
    if (fitting.length >= fewest && fitting.length <= most) return;
    const wanted = most === Infinity ? `at least ${fewest}` : `at least ${fewest} and no more than ${most}`;
    node.errors.push(errorOf(node, 'contains', {}, `must contain ${wanted} valid item(s)`));
  }
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function mapOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
