import type { Contract, Pointer } from '../contract/contract.ts';
import { jsonPathOf, type OverlayAction } from '../contract/parse-overlay.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';

/** A change of the contract that might make a finding go; nothing is proven yet. */
export interface Edit {
  readonly title: string;
  readonly actions: readonly OverlayAction[];
  /** The nodes of the contract that it changes. */
  readonly touches: readonly Pointer[];
}

/** Makes the actions of an overlay that change one document. */
interface ActionWriter {
  /** Merges members into the object at the pointer. */
  merge(pointer: Pointer, members: JsonObject): OverlayAction;
  remove(pointer: Pointer): OverlayAction;
  /** Removes the value of a keyword and sets another: a merge would join lists, and not every tool replaces plain values. */
  replace(owner: Pointer, keyword: string, value: JsonValue): readonly OverlayAction[];
}

export function createActionWriter({ document }: Contract): ActionWriter {
  const merge = (pointer: Pointer, members: JsonObject): OverlayAction => ({
    target: jsonPathOf(document, pointer),
    update: members,
    remove: false,
  });
  const remove = (pointer: Pointer): OverlayAction => ({ target: jsonPathOf(document, pointer), remove: true });
  const replace = (owner: Pointer, keyword: string, value: JsonValue): readonly OverlayAction[] => [
    ...(valueAtPointer(document, `${owner}/${keyword}`) === undefined ? [] : [remove(`${owner}/${keyword}`)]),
    merge(owner, { [keyword]: value }),
  ];
  return { merge, remove, replace };
}
