import { toPrintable } from './safe-text.ts';

/** What XML 1.0 does not allow at all, not even as a reference (section 2.2), beyond what is escaped for every text. */
const FORBIDDEN = /[\ufffe\uffff]/g;

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** The text as character data or as the value of an attribute; on one line. */
export function xmlText(text: string): string {
  return toPrintable(text)
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"']/g, (character) => REFERENCES[character] ?? character);
}

/** An element with its content, which is XML already, a line for each part. */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: readonly string[],
): string {
  const written = Object.entries(attributes).map(([attribute, value]) => ` ${attribute}="${xmlText(value)}"`);
  const open = `<${name}${written.join('')}`;
  return content.length === 0 ? `${open}/>` : `${open}>\n${content.join('\n')}\n</${name}>`;
}
