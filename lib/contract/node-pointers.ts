import type { JsonObject } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import type { Pointer } from './contract.ts';

/** Tells of every object and array of a document where it stands. The document must be a tree: no node in two places. */
export function pointersOf(document: JsonObject): (node: unknown) => Pointer | undefined {
  const pointers = new WeakMap<object, Pointer>();
  const visit = (value: unknown, pointer: Pointer): void => {
    if (typeof value !== 'object' || value === null) return;
    pointers.set(value, pointer);
    for (const [key, member] of Object.entries(value)) visit(member, `${pointer}/${escapeToken(key)}`);
  };
  visit(document, '');
  return (node) => (typeof node === 'object' && node !== null ? pointers.get(node) : undefined);
}
