import {
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
} from 'yaml';
import type { JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { ContractProblem, SourcePosition } from './contract.ts';
import { isTooDeep } from './nesting.ts';
import { quoteSource, type SourceSpan } from './quote-source.ts';
import { toPlainJson } from './plain-json.ts';

/** A YAML or JSON file with the place of every node. */
export interface PositionedFile {
  readonly file: string;
  /** A tree: what an alias repeats is there as often as it is named. Undefined when there are problems. */
  readonly value: JsonValue | undefined;
  readonly problems: readonly ContractProblem[];
  /** The key of a member, the first character of an item; the nearest ancestor of a node that is not there. */
  readonly positionOf: (pointer: string) => SourcePosition;
  /** The source text of the same node, from its key on: the first lines of it, without the indentation they share. */
  readonly quoteOf: (pointer: string) => string;
}

const MOST_PROBLEMS = 20;
/** Above this the expansion of aliases is taken for an attack. */
const MOST_ALIASES = 10_000;

/** Parses text (YAML 1.2, and so JSON) and remembers where each node stands. Never throws: what is wrong is in `problems`. */
export function parsePositioned(file: string, text: string): PositionedFile {
  const lines = new LineCounter();
  const at = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const failed = (problems: readonly ContractProblem[]): PositionedFile => ({
    file,
    value: undefined,
    problems,
    positionOf: () => at(0),
    quoteOf: () => '',
  });
  if (isTooDeep(text)) return failed([problem('the text is nested too deeply', at(0))]);
  const document = tryTo(() => parseDocument(text, { lineCounter: lines, uniqueKeys: true }));
  if (!document.ok) return failed([problem(document.error, at(0))]);
  const errors = document.value.errors.slice(0, MOST_PROBLEMS);
  if (errors.length > 0) return failed(errors.map((error) => problem(error.message, at(error.pos[0]))));
  const offsets = tryTo(() => collectOffsets(document.value));
  const value = tryTo((): unknown => document.value.toJS({ maxAliasCount: MOST_ALIASES }));
  if (!offsets.ok) return failed([problem(offsets.error, at(0))]);
  if (!value.ok) return failed([problem(value.error, at(0))]);
  const positionOf = (pointer: string): SourcePosition => at(nearest(offsets.value, pointer).start);
  const quoteOf = (pointer: string): string => quoteSource(text, nearest(offsets.value, pointer));
  const plain = toPlainJson(value.value);
  if (!plain.ok) return failed([problem(plain.error.message, positionOf(plain.error.pointer))]);
  return { file, value: plain.value, problems: [], positionOf, quoteOf };
}

function problem(message: string, position: SourcePosition): ContractProblem {
  const sentence = (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
  return { level: 'error', code: 'yaml', message: sentence, position };
}

/** The library throws on too many aliases, and overflows the stack on thousands of levels. */
function tryTo<T>(action: () => T): Result<T> {
  try {
    return ok(action());
  } catch (error) {
    if (error instanceof RangeError) return err('the text is nested too deeply');
    return err(error instanceof Error ? error.message : String(error));
  }
}

function collectOffsets(document: Document): ReadonlyMap<string, SourceSpan> {
  const offsets = new Map<string, SourceSpan>();
  visit(document.contents, '', 0);
  return offsets;

  function visit(node: Node | null, pointer: string, offset: number): void {
    offsets.set(pointer, { start: offset, end: Math.max(offset, node?.range?.[1] ?? offset) });
    if (!isCollection(node)) return;
    if (isMap(node)) {
      for (const pair of node.items) {
        if (!isPair(pair) || !isScalar(pair.key)) continue;
        visit(
          pair.value as Node | null,
          `${pointer}/${escapeToken(keyOf(pair.key.value))}`,
          pair.key.range?.[0] ?? offset,
        );
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) =>
        visit(item as Node | null, `${pointer}/${index}`, (item as Node).range?.[0] ?? offset),
      );
    }
  }
}

/** As the library names the member of an object: a key without a value is the empty text. */
function keyOf(value: unknown): string {
  return typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
}

function nearest(offsets: ReadonlyMap<string, SourceSpan>, pointer: string): SourceSpan {
  for (let current = pointer; ; current = current.slice(0, current.lastIndexOf('/'))) {
    const span = offsets.get(current);
    if (span !== undefined || current === '') return span ?? { start: 0, end: 0 };
  }
}
