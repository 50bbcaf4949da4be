/** Finds the line and column, counted from 1, where a text stops being JSON (RFC 8259). Only for texts that cannot be parsed. */
export function locateJsonError(text: string): { readonly line: number; readonly column: number } {
  const offset = findError(text);
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

type Expected = 'value' | 'value or ]' | 'name or }' | 'name' | 'colon' | 'comma or end' | 'nothing';

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

/** Returns the offset of the first token that does not fit. Keeps its own stack, since a text may be nested deeper than the call stack. */
function findError(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    at = matchEnd(SPACE, text, at) ?? at;
    const character = text[at];
    if (character === undefined || expected === 'nothing') return Math.min(at, text.length);
    const isClosing = character === '}' || character === ']';
    if (isClosing) {
      const opened = character === '}' ? '{' : '[';
      const mayClose: boolean =
        expected === 'comma or end' || expected === (opened === '{' ? 'name or }' : 'value or ]');
      if (!mayClose || open.pop() !== opened) return at;
      at += 1;
      expected = open.length === 0 ? 'nothing' : 'comma or end';
    } else if (expected === 'comma or end' || expected === 'colon') {
      if (character !== (expected === 'colon' ? ':' : ',')) return at;
      at += 1;
      expected = expected === 'colon' || open.at(-1) === '[' ? 'value' : 'name';
    } else if (expected === 'name' || expected === 'name or }') {
      const end = endOfString(text, at);
      if (end === undefined) return at;
      at = end;
      expected = 'colon';
    } else if (character === '{' || character === '[') {
      open.push(character);
      at += 1;
      expected = character === '{' ? 'name or }' : 'value or ]';
    } else {
      const end = character === '"' ? endOfString(text, at) : matchEnd(SCALAR, text, at);
      if (end === undefined) return at;
      at = end;
      expected = open.length === 0 ? 'nothing' : 'comma or end';
    }
  }
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
