import { escapeRegExp } from '../core/text.ts';
import { holdsWord } from '../core/names.ts';

const LONGEST_TEXT = 120;
/** A shorter value may stand in a text for another reason. */
const SHORTEST_REPLACED = 4;

/** What varies between runs, and what stands for it. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?/g, '<date-time>'],
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT/g, '<date-time>'],
  [/(\/\/[^/\s:"@\]]+|\/\/\[[^\]\s]+\]|\blocalhost|\b\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}\b/g, '$1:<port>'],
  [/\b1[5-9]\d{8}(?:\d{3})?\b/g, '<timestamp>'],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{16,}\b/gi, '<token>'],
  [/(?<![\w<+/=-])(?=[\w+/=-]*\d)(?=[\w+=-]*[A-Za-z])[\w+=-]{24,}(?![\w>+/=-])/g, '<token>'],
];

/**
 * Control characters, marks that change how the rest of a line is shown, characters without a width, tags, and halves of
 * characters.
 */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\u3164\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/**
 * The text without what varies between runs: values of the run become the names they stand for, ids, times, ports and
 * tokens become marks. Unprintable characters are escaped.
 */
export function normaliseText(text: string, bound: ReadonlyMap<string, string> = new Map()): string {
  let normalised = nameBound(text, bound);
  for (const [pattern, mark] of VARYING) normalised = normalised.replace(pattern, mark);
  return escapeUnprintable(normalised);
}

/**
 * The place of a finding. It is made of words of ours and of names of members, which a value of the run must not change: only
 * a member that is called like one, and so is another in the next run, becomes the name it stands for.
 */
export function normalisePlace(place: string, bound: ReadonlyMap<string, string>): string {
  const names = new Map([...longestFirst(bound)].reverse().map(([name, value]) => [value, name]));
  return escapeUnprintable(
    place.replace(/(?<=\/)[^\s/]+/g, (member) => {
      const name = names.get(member);
      return name === undefined ? member : `<${name}>`;
    }),
  );
}

/** The text with values of the run, where they are no part of a longer word, replaced by the names they stand for. */
function nameBound(text: string, bound: ReadonlyMap<string, string>): string {
  let named = text;
  for (const [name, value] of longestFirst(bound)) named = named.replace(asWhole(value), () => `<${name}>`);
  return named;
}

function asWhole(value: string): RegExp {
  const before = /^\w/.test(value) ? '(?<!\\w)' : '';
  const after = /\w$/.test(value) ? '(?!\\w)' : '';
  return new RegExp(before + escapeRegExp(value) + after, 'g');
}

/** The text, cut where it is longer than a line of a report holds. */
export function shortenText(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST_TEXT ? text : `${characters.slice(0, LONGEST_TEXT - 1).join('')}…`;
}

/** Characters that a terminal would obey or hide, as escapes of JavaScript. */
export function escapeUnprintable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\r') return '\\r';
    if (character === '\t') return '\\t';
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
  });
}

/** A plain word or a small number, such as an org called "work", stands in a text for another reason than the run. */
const PLAIN = /^(?:[a-z]+|\d{1,5})$/i;

/** Of two names for one value the first in the alphabet stays, so that the text is the same in every run. */
function longestFirst(bound: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...bound]
    .filter(([name, value]) => value.length >= SHORTEST_REPLACED && !PLAIN.test(value) && !holdsWord(name))
    .sort(([left, leftValue], [right, rightValue]) => rightValue.length - leftValue.length || (left < right ? -1 : 1));
}
