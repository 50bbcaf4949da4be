import type { JsonObject, JsonValue } from '../core/json.ts';
import type { Pointer } from './contract.ts';
import { walkDocument } from './walk-document.ts';

/** The address of a document, which nobody can fetch: relative references and `$id`s are resolved against it. */
export const DOCUMENT_ADDRESS = 'https://contract.invalid/document';

interface PlacedNode {
  readonly node: JsonObject;
  readonly pointer: Pointer;
}

/** The addresses in a document, by which its schemas refer to each other. */
export interface SchemaResources {
  /** The place that a reference at `from` leads to, whether or not a node is there; undefined if its address is unknown. */
  readonly targetOf: (from: Pointer, reference: string) => Pointer | undefined;
  /** The root of the schema resource that a node belongs to: the nearest schema with an `$id`, or the document. */
  readonly resourceOf: (pointer: Pointer) => Pointer;
  /** The place of a reference to an address that one of the schemas has by its `$id`, wherever the reference stands. */
  readonly targetAt: (address: string, fragment: string) => Pointer | undefined;
  /** The absolute address of a reference at `from`, without its fragment. */
  readonly addressOf: (from: Pointer, reference: string) => string | undefined;
  /** The schema in a resource that a `$dynamicAnchor` names. */
  readonly dynamicAnchorIn: (resource: Pointer, name: string) => Pointer | undefined;
}

/**
 * Finds the resources and anchors of a document (JSON Schema 2020-12 core, sections 8.2 and 9.1): `$id` gives a schema an address
 * of its own, against which the references below it are resolved and from which `#/...` is counted.
 */
export function createResources(schemas: Iterable<PlacedNode>): SchemaResources {
  const addresses = new Map<Pointer, string>([['', DOCUMENT_ADDRESS]]);
  const anchors = new Map<string, Pointer>();
  const dynamicAnchors = new Map<string, Pointer>();
  for (const { node, pointer } of schemas) enter(node, pointer);
  const roots = new Map([
    [DOCUMENT_ADDRESS, ''],
    ...[...addresses].map(([pointer, address]) => [address, pointer] as const),
  ]);
  return {
    targetOf: (from, reference) => {
      const [, fragment = ''] = split(reference);
      const address = addressOf(from, reference);
      return address === undefined ? undefined : targetAt(address, fragment);
    },
    targetAt,
    addressOf,
    resourceOf,
    dynamicAnchorIn: (resource, name) => dynamicAnchors.get(`${resource}#${name}`),
  };

  function addressOf(from: Pointer, reference: string): string | undefined {
    return resolveAddress(split(reference)[0] ?? '', addresses.get(resourceOf(from)));
  }

  function targetAt(address: string, fragment: string): Pointer | undefined {
    const root = roots.get(address);
    const place = decodeFragment(fragment);
    if (root === undefined || place === undefined) return undefined;
    return place === '' || place.startsWith('/') ? `${root}${place}` : anchors.get(`${root}#${place}`);
  }

  // Parents are walked first, so the address that an `$id` is relative to is known.
  function enter(node: JsonObject, pointer: Pointer): void {
    const { $id: id, $anchor: anchor, $dynamicAnchor: dynamicAnchor } = node;
    if (typeof id === 'string') {
      const address = resolveAddress(split(id)[0] ?? '', addresses.get(resourceOf(pointer)));
      if (address !== undefined) addresses.set(pointer, address);
    }
    const resource = resourceOf(pointer);
    if (typeof anchor === 'string') anchors.set(`${resource}#${anchor}`, pointer);
    if (typeof dynamicAnchor !== 'string') return;
    anchors.set(`${resource}#${dynamicAnchor}`, pointer);
    dynamicAnchors.set(`${resource}#${dynamicAnchor}`, pointer);
  }

  function resourceOf(pointer: Pointer): Pointer {
    if (addresses.size === 1) return '';
    let place = pointer;
    while (!addresses.has(place)) place = place.slice(0, place.lastIndexOf('/'));
    return place;
  }
}

/** Finds the resources and anchors among the schemas of a document. */
export function resourcesOf(document: JsonValue | undefined): SchemaResources {
  return createResources(schemasIn(document));
}

function* schemasIn(document: JsonValue | undefined): Generator<PlacedNode> {
  for (const walked of walkDocument(document)) if (walked.kind === 'schema') yield walked;
}

/** A reference before and after its `#`. */
function split(reference: string): readonly string[] {
  const at = reference.indexOf('#');
  return at < 0 ? [reference] : [reference.slice(0, at), reference.slice(at + 1)];
}

function resolveAddress(address: string, base: string | undefined): string | undefined {
  if (address === '') return base;
  return URL.canParse(address, base) ? new URL(address, base).href : undefined;
}

function decodeFragment(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}
