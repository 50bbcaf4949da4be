import { mediaTypeOf, type Answer } from './exchange.ts';

/**
 * True for a page of HTML, as web front ends answer for paths that they do not know. Where there is no body, as in the answer to
 * HEAD, the `Content-Type` decides.
 */
export function isPage({ body, headers }: Answer): boolean {
  const isHtml = HTML.has(mediaTypeOf(headers) ?? '');
  if (body.kind === 'empty') return isHtml;
  if (body.kind === 'json') return false;
  const text = withoutPrologue(body.text);
  return /^<(?:!doctype html|html|head|body)\b/i.test(text) || (isHtml && text.startsWith('<'));
}

const HTML: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml']);

/** Drops what may stand before the first element: blanks, an XML declaration, comments. */
function withoutPrologue(markup: string): string {
  let rest = markup.trimStart();
  for (let end = prologueEnd(rest); end > 0; end = prologueEnd(rest)) rest = rest.slice(end).trimStart();
  return rest;
}

function prologueEnd(markup: string): number {
  const close = markup.startsWith('<!--') ? '-->' : markup.startsWith('<?xml') ? '?>' : undefined;
  const at = close === undefined ? -1 : markup.indexOf(close, 4);
  return close === undefined || at < 0 ? 0 : at + close.length;
}
