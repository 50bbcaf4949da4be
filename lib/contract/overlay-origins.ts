import { isJsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken, unescapeToken } from '../core/pointer.ts';
import type { Pointer } from './contract.ts';
import { addedItems, isList } from './merge-update.ts';

/** Where a node of an overlaid document stands: in the document that the overlay was laid on, or in the overlay. */
export interface Origin {
  readonly source: 'document' | 'overlay';
  readonly pointer: Pointer;
}

type Path = readonly (string | number)[];

interface Trace {
  origin: Origin;
  /** Only the members that do not simply stand where their parent does. */
  readonly members: Map<string, Trace>;
}

/** Follows what each action of an overlay does to a document, so that every node can be traced back to its line. */
export class OverlayOrigins {
  readonly #root = traceOf({ source: 'document', pointer: '' });

  originOf(pointer: Pointer): Origin {
    let trace = this.#root;
    for (const token of pointer.split('/').slice(1)) trace = memberOf(trace, unescapeToken(token));
    return trace.origin;
  }

  /** An update, which stands at `at` in the overlay, is merged into the node at the path, or appended where that is a list. */
  update(
    path: Path,
    node: JsonValue | undefined,
    { update, at }: { readonly update: JsonValue; readonly at: Pointer },
  ): void {
    const trace = this.#ownTraceAt(path);
    if (isList(node)) trace.members.set(String(node.length), fromOverlay(at));
    else merge(trace, node, update, { at, key: '' });
  }

  /** A member of an object is gone, or an item of a list, whose later items move up. */
  remove(parentPath: Path, token: string | number, parent: JsonValue | undefined): void {
    const trace = this.#ownTraceAt(parentPath);
    if (!isList(parent)) {
      trace.members.delete(String(token));
      return;
    }
    for (let index = Number(token); index < parent.length - 1; index += 1)
      trace.members.set(String(index), memberOf(trace, String(index + 1)));
    trace.members.delete(String(parent.length - 1));
  }

  #ownTraceAt(path: Path): Trace {
    return path.reduce<Trace>((trace, token) => ownMember(trace, String(token)), this.#root);
  }
}

function merge(
  trace: Trace,
  node: JsonValue | undefined,
  update: JsonValue,
  { at, key }: { readonly at: Pointer; readonly key: string },
): void {
  if (isList(node) && isList(update)) {
    for (const [added, [index]] of addedItems(node, update, key).entries())
      trace.members.set(String(node.length + added), fromOverlay(`${at}/${index}`));
    return;
  }
  if (!isJsonObject(node) || !isJsonObject(update)) {
    trace.origin = { source: 'overlay', pointer: at };
    trace.members.clear();
    return;
  }
  for (const [name, value] of Object.entries(update)) {
    const place = `${at}/${escapeToken(name)}`;
    if (node[name] === undefined) trace.members.set(name, fromOverlay(place));
    else merge(ownMember(trace, name), node[name], value ?? null, { at: place, key: name });
  }
}

function traceOf(origin: Origin): Trace {
  return { origin, members: new Map() };
}

function fromOverlay(pointer: Pointer): Trace {
  return traceOf({ source: 'overlay', pointer });
}

function memberOf(trace: Trace, token: string): Trace {
  const { source, pointer } = trace.origin;
  return trace.members.get(token) ?? traceOf({ source, pointer: `${pointer}/${escapeToken(token)}` });
}

function ownMember(trace: Trace, token: string): Trace {
  const member = memberOf(trace, token);
  trace.members.set(token, member);
  return member;
}
