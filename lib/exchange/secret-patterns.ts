import { escapeRegExp } from '../core/text.ts';

/**
 * Returns the source of a regular expression that finds a secret in any spelling: raw, escaped for JSON (also twice),
 * percent-encoded, HTML-escaped, hexadecimal, and base64 or base64url of the secret or of a text that contains it.
 */
export function patternOfSecret(secret: string): string {
  const bytes = Buffer.from(secret, 'utf8');
  return [patternOfText(secret), ...patternsOfHex(bytes), ...patternsOfBase64(bytes)].join('|');
}

const SHORTEST_ANCHOR = 4;

/**
 * Returns texts of which one stands in every spelling that `patternOfSecret` finds: the longest run of letters and digits of each kind
 * of spelling, since no encoder changes these. Undefined where a kind has no run that is long enough.
 */
export function anchorsOfSecret(secret: string): readonly string[] | undefined {
  const bytes = Buffer.from(secret, 'utf8');
  const spellings = [
    secret,
    ...patternsOfHex(bytes),
    ...[0, 1, 2].map((offset) => {
      const { text, first, whole } = base64At(bytes, offset);
      return text.slice(first, whole);
    }),
  ];
  const anchors = spellings.map(longestPlainRun);
  return anchors.every((anchor) => anchor.length >= SHORTEST_ANCHOR) ? anchors : undefined;
}

function longestPlainRun(text: string): string {
  return text.split(/[^A-Za-z0-9]+/).reduce((longest, run) => (run.length > longest.length ? run : longest), '');
}

const PLAIN = /^[A-Za-z0-9]$/;
const HTML_NAMES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };
const JSON_SHORT: Readonly<Record<string, string>> = { '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't' };

/** Keeps letters and digits as they are, and gives every character that an encoder may change all its spellings. */
function patternOfText(secret: string): string {
  return [...secret].map((character) => (PLAIN.test(character) ? character : patternOfCharacter(character))).join('');
}

function patternOfCharacter(character: string): string {
  const bytes = Buffer.from(character, 'utf8');
  const spellings = [
    ...rawSpellings(character),
    [...bytes].map((byte) => `%(?:25){0,2}${eitherCase(hexOf(byte))}`).join(''),
    [...utf16Units(character)].map((unit) => `\\\\{1,4}u${eitherCase(unit)}`).join(''),
    `&(?:amp;)?#0{0,4}${character.codePointAt(0)};`,
    `&(?:amp;)?#[xX]0{0,4}${eitherCase((character.codePointAt(0) ?? 0).toString(16))};`,
  ];
  const name = HTML_NAMES[character];
  if (name !== undefined) spellings.push(`&(?:amp;)?${name};`);
  // UTF-8 that was read as Latin-1, as in header values.
  if (bytes.length > 1) spellings.push(escapeRegExp(bytes.toString('latin1')));
  return `(?:${spellings.join('|')})`;
}

/** Returns a character and its short escapes. Up to four backslashes allow for JSON inside JSON. */
function rawSpellings(character: string): string[] {
  if (character === '\\') return ['\\\\{1,4}'];
  if (character === '"' || character === '/') return [`\\\\{0,4}${escapeRegExp(character)}`];
  if (character === ' ') return [' ', '\\+'];
  const short = JSON_SHORT[character];
  return short === undefined ? [escapeRegExp(character)] : [character, `\\\\{1,4}${short}`];
}

function utf16Units(character: string): string[] {
  return Array.from({ length: character.length }, (_, index) =>
    character.charCodeAt(index).toString(16).padStart(4, '0'),
  );
}

function patternsOfHex(bytes: Buffer): string[] {
  const lower = bytes.toString('hex');
  const upper = lower.toUpperCase();
  return lower === upper ? [lower] : [lower, upper];
}

/**
 * Returns three patterns, one for each position in a group of three bytes at which the secret may begin in a longer text that
 * was encoded. Each has the characters in which no neighbouring byte has bits, and the last one if the text ends there.
 */
function patternsOfBase64(bytes: Buffer): string[] {
  return [0, 1, 2].map((offset) => {
    const { text, first, whole } = base64At(bytes, offset);
    const tail = text.slice(whole);
    const inner = patternOfBase64Text(text.slice(first, whole));
    return tail === '' ? inner : `${inner}(?:${patternOfBase64Text(tail)}(?![A-Za-z0-9+/_-])(?:=|%3[dD]){0,2})?`;
  });
}

/** The base64 of bytes behind `offset` others, and the characters of it that no neighbour has bits in: from `first` to before `whole`. */
function base64At(
  bytes: Buffer,
  offset: number,
): { readonly text: string; readonly first: number; readonly whole: number } {
  return {
    text: Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replaceAll('=', ''),
    first: Math.ceil((offset * 8) / 6),
    whole: Math.floor(((offset + bytes.length) * 8) / 6),
  };
}

function patternOfBase64Text(text: string): string {
  return text.replaceAll('+', '(?:[+-]|%2[bB])').replaceAll('/', '(?:\\\\?/|_|%2[fF])');
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function eitherCase(hex: string): string {
  return hex.replace(/[a-f]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
}
