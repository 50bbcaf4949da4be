import { escapeToken } from './pointer.ts';

/** What the text of a JSON value shows that the parsed value does not. */
interface JsonFacts {
  /** The offset of the first token that does not fit (RFC 8259); undefined where all do. */
  readonly failedAt?: number;
  /** The pointers of members whose name their object has had before (RFC 8259, section 4). */
  readonly duplicates: readonly string[];
  /** The whole numbers beyond 2^53 by pointer, all their digits kept (RFC 8259, section 6). */
  readonly integers: ReadonlyMap<string, bigint>;
}

/** An object or list that is open, and the member or item in it that is being read. */
interface Open {
  readonly names?: Set<string>;
  key: string | number;
}

type Expected = 'value' | 'value or ]' | 'name or }' | 'name' | 'colon' | 'comma or end' | 'nothing';

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y;
const WORD = /(?:true|false|null)(?![\w.+-])/y;

/** Reads a text token by token. Keeps its own stack, since a text may be nested deeper than the call stack. */
export function scanJson(text: string): JsonFacts {
  const open: Open[] = [];
  const duplicates = new Set<string>();
  const integers = new Map<string, bigint>();
  let expected: Expected = 'value';
  let at = 0;
  const failed = (): JsonFacts => ({ failedAt: Math.min(at, text.length), duplicates: [...duplicates], integers });
  for (;;) {
    at = matchEnd(SPACE, text, at) ?? at;
    const character = text[at];
    const inside = open.at(-1);
    if (character === undefined && expected === 'nothing') return { duplicates: [...duplicates], integers };
    if (character === undefined || expected === 'nothing') return failed();
    if (character === '}' || character === ']') {
      const isObject = character === '}';
      const mayClose: boolean = expected === 'comma or end' || expected === (isObject ? 'name or }' : 'value or ]');
      if (!mayClose || inside === undefined || isObject !== (inside.names !== undefined)) return failed();
      open.pop();
      at += 1;
      expected = open.length === 0 ? 'nothing' : 'comma or end';
    } else if (expected === 'comma or end' || expected === 'colon') {
      if (character !== (expected === 'colon' ? ':' : ',')) return failed();
      at += 1;
      if (expected === 'comma or end' && typeof inside?.key === 'number') inside.key += 1;
      expected = expected === 'colon' || inside?.names === undefined ? 'value' : 'name';
    } else if (expected === 'name' || expected === 'name or }') {
      const end = endOfString(text, at);
      if (end === undefined || inside?.names === undefined) return failed();
      // A string is what JSON.parse makes a string of.
      inside.key = JSON.parse(text.slice(at, end)) as string;
      if (inside.names.has(inside.key)) duplicates.add(pointerTo(open));
      inside.names.add(inside.key);
      at = end;
      expected = 'colon';
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? { names: new Set(), key: '' } : { key: 0 });
      at += 1;
      expected = character === '{' ? 'name or }' : 'value or ]';
    } else {
      const number = matchEnd(NUMBER, text, at);
      const end = number ?? (character === '"' ? endOfString(text, at) : matchEnd(WORD, text, at));
      if (end === undefined) return failed();
      const integer = number === undefined ? undefined : beyondDouble(text.slice(at, end));
      if (integer !== undefined) integers.set(pointerTo(open), integer);
      at = end;
      expected = open.length === 0 ? 'nothing' : 'comma or end';
    }
  }
}

function pointerTo(open: readonly Open[]): string {
  return open.map(({ key }) => `/${escapeToken(String(key))}`).join('');
}

/** More digits than these are not counted out: a text of a few characters can stand for gigabytes of them. */
const MOST_DIGITS = 10_000;

/** A whole number that a double may not hold exactly, as its text has it. */
function beyondDouble(text: string): bigint | undefined {
  const rounded = Number(text);
  if (Number.isSafeInteger(rounded) || (Number.isFinite(rounded) && !Number.isInteger(rounded))) return undefined;
  const [, whole = '', fraction = '', exponent = '0'] = /^(-?\d+)(?:\.(\d*?)0*)?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const zeros = Number(exponent) - fraction.length;
  if (zeros < 0 || zeros > MOST_DIGITS || text.length > MOST_DIGITS) return undefined;
  return BigInt(whole + fraction) * 10n ** BigInt(zeros);
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function endOfString(text: string, start: number): number | undefined {
  if (text[start] !== '"') return undefined;
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"') return at + 1;
    if (character < ' ') return undefined;
    if (character === '\\') {
      if (!/^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(at, at + 6))) return undefined;
      at += 1;
    }
  }
  return undefined;
}
