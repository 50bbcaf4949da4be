import { readFileSync } from 'node:fs';
import {
  CST,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { JsonObject, JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { ContractProblem, SourcePosition } from './contract.ts';

/** Reads the text of a file, without a byte order mark; the error is a sentence that says why it cannot be read. */
export function readText(file: string): Result<string> {
  try {
    return ok(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    return err(`${file} cannot be read: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'it may not be read by this user';
  return error instanceof Error ? error.message : String(error);
}

/** A parsed YAML or JSON file that knows the position of every node. */
export interface PositionedFile {
  readonly file: string;
  /** A tree, with a copy of the anchored node for each alias. Undefined when there are problems. */
  readonly value: JsonValue | undefined;
  readonly problems: readonly ContractProblem[];
  /** The position of a member's key or of an item's first character; for a missing node, that of its nearest ancestor. */
  readonly positionOf: (pointer: string) => SourcePosition;
  /** The first lines of the node's source text, from its key on, without the indentation they share. */
  readonly quoteOf: (pointer: string) => string;
}

const MOST_PROBLEMS = 20;
/** Above this the expansion of aliases is taken for an attack. */
const MOST_ALIASES = 10_000;

/** Parses text (YAML 1.2, and so JSON) and remembers where each node is. Never throws: parse errors are in `problems`. */
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
  if (isTooDeep(text)) return failed([toProblem('the text is nested too deeply', at(0))]);
  const document = tryTo(() => parseDocument(text, { lineCounter: lines, uniqueKeys: true, merge: true }));
  if (!document.ok) return failed([toProblem(document.error, at(0))]);
  const errors = document.value.errors.slice(0, MOST_PROBLEMS);
  if (errors.length > 0) return failed(errors.map((error) => toProblem(error.message, at(error.pos[0]))));
  const spans = tryTo(() => collectSpans(document.value));
  const value = tryTo((): unknown => document.value.toJS({ maxAliasCount: MOST_ALIASES }));
  if (!spans.ok) return failed([toProblem(spans.error, at(0))]);
  if (!value.ok) return failed([toProblem(value.error, at(0))]);
  const positionOf = (pointer: string): SourcePosition => at(findNearestSpan(spans.value, pointer).start);
  const quoteOf = (pointer: string): string => quoteSource(text, findNearestSpan(spans.value, pointer));
  const plain = toPlainJson(value.value);
  if (!plain.ok) return failed([toProblem(plain.error.message, positionOf(plain.error.pointer))]);
  return { file, value: plain.value, problems: [], positionOf, quoteOf };
}

function toProblem(message: string, position: SourcePosition): ContractProblem {
  const sentence = (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
  return { level: 'error', code: 'yaml', message: sentence, position };
}

/** Catches the errors of the library: it throws on too many aliases, and overflows the stack on thousands of levels. */
function tryTo<T>(action: () => T): Result<T> {
  try {
    return ok(action());
  } catch (error) {
    if (error instanceof RangeError) return err('the text is nested too deeply');
    return err(error instanceof Error ? error.message : String(error));
  }
}

const DEEPEST_TEXT = 250;
const OPENING = new Set(['flow-map-start', 'flow-seq-start']);
const CLOSING = new Set(['flow-map-end', 'flow-seq-end']);
const INDICATORS = new Set(['seq-item-ind', 'explicit-key-ind']);

/**
 * Whether YAML text is nested so deeply that parsing it could overflow the stack and end the whole process. Uses the lexer, which
 * does not recurse and tells brackets from text; each level of indentation is at least one column.
 */
function isTooDeep(text: string): boolean {
  let brackets = 0;
  let indicators = 0;
  let isLineStart = true;
  let isText = false;
  for (const token of new Lexer().lex(text)) {
    const type: string = isText ? 'text' : (CST.tokenType(token) ?? 'text');
    isText = type === 'scalar';
    if (OPENING.has(type)) brackets += 1;
    if (CLOSING.has(type)) brackets -= 1;
    if (INDICATORS.has(type)) indicators += 1;
    if (type === 'newline') indicators = 0;
    const indent = isLineStart && type === 'space' ? token.length : 0;
    if (brackets > DEEPEST_TEXT || indicators > DEEPEST_TEXT || (indent > DEEPEST_TEXT && brackets === 0)) return true;
    isLineStart = type === 'newline';
  }
  return false;
}

/** The part of the text that a node takes up: offsets of its first character, and of the one after its last. */
interface SourceSpan {
  readonly start: number;
  readonly end: number;
}

function collectSpans(document: Document): ReadonlyMap<string, SourceSpan> {
  const spans = new Map<string, SourceSpan>();
  visit(document.contents, '', 0);
  return spans;

  function visit(node: Node | null, pointer: string, offset: number): void {
    spans.set(pointer, { start: offset, end: Math.max(offset, node?.range?.[1] ?? offset) });
    if (!isCollection(node)) return;
    if (isMap(node)) {
      // Members of the object itself win over those that it merges, and take their place here too.
      for (const source of node.items.flatMap(mergedBy)) visitMembers(source, pointer, offset);
      visitMembers(node, pointer, offset);
    } else if (isSeq(node)) {
      node.items.forEach((item, index) =>
        visit(item as Node | null, `${pointer}/${index}`, (item as Node).range?.[0] ?? offset),
      );
    }
  }

  function visitMembers(map: YAMLMap, pointer: string, offset: number): void {
    for (const pair of map.items) {
      if (!isPair(pair) || !isScalar(pair.key) || typeof pair.key.value === 'symbol') continue;
      const place = `${pointer}/${escapeToken(keyOf(pair.key.value))}`;
      visit(pair.value as Node | null, place, pair.key.range?.[0] ?? offset);
    }
  }

  /** The maps that a merge key `<<` puts into its own (YAML 1.1, merge key language-independent type). */
  function mergedBy({ key, value }: Pair): readonly YAMLMap[] {
    if (!isScalar(key) || typeof key.value !== 'symbol') return [];
    const sources: readonly unknown[] = isSeq(value) ? value.items : [value];
    return sources.map((source) => (isAlias(source) ? source.resolve(document) : source)).filter((each) => isMap(each));
  }
}

/** The member name that the library makes of a key: the empty text for a key without a value. */
function keyOf(value: unknown): string {
  return typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
}

function findNearestSpan(spans: ReadonlyMap<string, SourceSpan>, pointer: string): SourceSpan {
  for (let current = pointer; ; current = current.slice(0, current.lastIndexOf('/'))) {
    const span = spans.get(current);
    if (span !== undefined || current === '') return span ?? { start: 0, end: 0 };
  }
}

const MOST_LINES = 6;
const LONGEST_LINE = 160;

/** The source lines of a node for a report: at most six, cut to 160 characters, without the indentation that they share. */
function quoteSource(text: string, { start, end }: SourceSpan): string {
  // Four times more than is shown, so that the end of the slice is never shown.
  const source = text.slice(start, Math.min(end, start + MOST_LINES * LONGEST_LINE * 4));
  const lines = source.trimEnd().split(/\r?\n/);
  const indent = indentBefore(text, start);
  const shown = lines
    .slice(0, MOST_LINES)
    .map((line, index) => (index === 0 ? line : line.slice(Math.min(indent, line.search(/\S|$/)))))
    .map((line) => (line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE - 1)}\u2026`));
  return [...shown, ...(lines.length > MOST_LINES ? ['\u2026'] : [])].join('\n');
}

/** The indentation of the node's first line, which the lines after it have at least. */
function indentBefore(text: string, start: number): number {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return before.trim() === '' || before.trim() === '-' ? before.length : 0;
}

const DEEPEST_VALUE = 400;
const MOST_NODES = 1_000_000;

/** The reason why a value read from YAML cannot be written as JSON, and the node that it is about. */
interface NotJson {
  readonly pointer: string;
  readonly message: string;
}

class Refusal extends Error {
  readonly pointer: string;

  constructor(pointer: string, message: string) {
    super(message);
    this.pointer = pointer;
  }
}

/**
 * Copies a value as a tree of JSON (RFC 8259): an object that is referred to twice is there twice. Refuses values that JSON does
 * not have (infinity, cycles, maps with other keys) and those that are too deep or, by repetition, too large.
 */
export function toPlainJson(value: unknown): Result<JsonValue, NotJson> {
  let nodes = 0;
  const above = new Set<object>();
  try {
    return ok(copy(value, '', 0));
  } catch (error) {
    if (error instanceof Refusal) return err({ pointer: error.pointer, message: error.message });
    throw error;
  }

  function copy(node: unknown, pointer: string, depth: number): JsonValue {
    nodes += 1;
    if (nodes > MOST_NODES) throw new Refusal(pointer, `the document has more than ${MOST_NODES} nodes`);
    if (depth > DEEPEST_VALUE) throw new Refusal(pointer, `the document is nested more than ${DEEPEST_VALUE} deep`);
    if (node === null || typeof node === 'string' || typeof node === 'boolean') return node;
    if (typeof node === 'number' && Number.isFinite(node)) return node;
    if (typeof node === 'number') throw new Refusal(pointer, `${node} cannot be written in JSON`);
    if (typeof node !== 'object') throw new Refusal(pointer, `a ${typeof node} cannot be written in JSON`);
    if (above.has(node)) throw new Refusal(pointer, 'the node contains itself');
    above.add(node);
    const copied = Array.isArray(node)
      ? node.map((item, index) => copy(item, `${pointer}/${index}`, depth + 1))
      : copyMembers(node, pointer, depth);
    above.delete(node);
    return copied;
  }

  function copyMembers(node: object, pointer: string, depth: number): JsonObject {
    if (Object.getPrototypeOf(node) !== Object.prototype)
      throw new Refusal(pointer, 'a node of this YAML type cannot be written in JSON');
    return Object.fromEntries(
      Object.entries(node).map(([key, member]) => [key, copy(member, `${pointer}/${escapeToken(key)}`, depth + 1)]),
    );
  }
}
