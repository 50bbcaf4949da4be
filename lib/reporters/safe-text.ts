import { escapeUnprintable } from '../findings/normalise-text.ts';

const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * Makes a text one line that shows all there is in it: control characters, escape sequences, marks of direction and
 * characters without a width become visible escapes, halves of characters become U+FFFD. Every text from a deployment
 * passes through here before it is printed.
 */
export function toPrintable(text: string): string {
  return escapeUnprintable(toWellFormed(text));
}

/** Replaces halves of characters, which have no encoding in UTF-8 (The Unicode Standard, section 3.9). */
export function toWellFormed(text: string): string {
  return text.replace(LONE_SURROGATE, '\ufffd');
}

/** Cuts a text to `limit` whole characters, the last of them `…` where something was left out. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // A character has at most two units.
  const characters = [...text.slice(0, 2 * limit + 2)];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}

/** Breaks printable text into lines of at most `width` characters, at blanks where there are any. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => breakWord(long, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function breakWord(word: string, width: number): readonly string[] {
  if (word.length <= width) return [word];
  const characters = [...word];
  const pieces = Math.ceil(characters.length / width);
  return Array.from({ length: pieces }, (_, index) => characters.slice(index * width, (index + 1) * width).join(''));
}
