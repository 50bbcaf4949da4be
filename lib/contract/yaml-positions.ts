import { isCollection, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { escapeToken } from '../core/pointer.ts';
import type { ContractProblem, SourcePosition } from './contract.ts';

/** A YAML or JSON file with the place of every node. */
export interface PositionedFile {
  readonly file: string;
  readonly value: unknown;
  readonly problems: readonly ContractProblem[];
  positionOf(pointer: string): SourcePosition;
}

/** Parses text and remembers where each node stands: the key of a member, the first character of an item. */
export function parsePositioned(file: string, text: string): PositionedFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const at = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const offsets = collectOffsets(document);
  return {
    file,
    value: document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 10_000 }),
    problems: document.errors.map((error) => ({ level: 'error', code: 'yaml', message: error.message.split('\n')[0] ?? '', position: at(error.pos[0]) })),
    positionOf: (pointer) => at(nearest(offsets, pointer)),
  };
}

function collectOffsets(document: Document): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  visit(document.contents as Node | null, '', 0);
  return offsets;

  function visit(node: Node | null, pointer: string, offset: number): void {
    offsets.set(pointer, offset);
    if (!isCollection(node)) return;
    if (isMap(node)) {
      for (const pair of node.items) {
        if (!isPair(pair) || !isScalar(pair.key)) continue;
        visit(pair.value as Node | null, `${pointer}/${escapeToken(String(pair.key.value))}`, pair.key.range?.[0] ?? offset);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => visit(item as Node | null, `${pointer}/${index}`, (item as Node).range?.[0] ?? offset));
    }
  }
}

function nearest(offsets: ReadonlyMap<string, number>, pointer: string): number {
  for (let current = pointer; ; current = current.slice(0, current.lastIndexOf('/'))) {
    const offset = offsets.get(current);
    if (offset !== undefined || current === '') return offset ?? 0;
  }
}
