import type { JsonObject, JsonValue } from '../core/json.ts';
import type { Pointer, Resolve } from './contract.ts';
import { walkDocument } from './walk-document.ts';

/** A schema that another one comes to, and where it stands. */
export interface ReachableSchema {
  readonly pointer: Pointer;
  readonly node: JsonObject;
}

/** The schema at a pointer and all that it comes to, through compositions, members and references; each once, cycles end. */
export function reachableSchemas(
  resolve: Resolve,
  pointer: Pointer,
  value: JsonValue | undefined,
): readonly ReachableSchema[] {
  const found = new Map<Pointer, JsonObject>();
  visit(pointer, value);
  return [...found].map(([place, node]) => ({ pointer: place, node }));

  function visit(place: Pointer, schema: JsonValue | undefined): void {
    if (found.has(place)) return;
    for (const walked of walkDocument(schema, place, 'schema')) {
      if (found.has(walked.pointer)) continue;
      found.set(walked.pointer, walked.node);
      if (typeof walked.node['$ref'] !== 'string') continue;
      const target = resolve(walked.pointer);
      if (target !== undefined) visit(target.pointer, target.value);
    }
  }
}
