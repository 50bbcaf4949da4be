/** The names of the spellings in which a mark stands in a text, on its own or inside something longer. */
export function findMark(mark: string, text: string): readonly string[] {
  return spellingsOf(mark).flatMap(([name, spelling]) => (text.includes(spelling) ? [name] : []));
}

function spellingsOf(mark: string): readonly (readonly [name: string, spelling: string])[] {
  const hex = Buffer.from(mark).toString('hex');
  const percent = encodeURIComponent(mark);
  return [
    ['plain', mark],
    ['other case', swapCase(mark)],
    ['JSON', mark.replaceAll('/', '\\/')],
    ['percent', percent],
    ['percent, lower case', percent.replace(/%../g, (escape) => escape.toLowerCase())],
    ['hex', hex],
    ['hex, upper case', hex.toUpperCase()],
    ...[0, 1, 2].flatMap((offset) => {
      const inner = innerBase64(mark, offset);
      return [
        [`base64 at ${offset}`, inner],
        [`base64url at ${offset}`, inner.replaceAll('+', '-').replaceAll('/', '_')],
      ] as const;
    }),
  ];
}

export function swapCase(text: string): string {
  return [...text].map((each) => (each === each.toUpperCase() ? each.toLowerCase() : each.toUpperCase())).join('');
}

/** Base64 of whatever has the mark in it, `offset` bytes behind a group of three: the characters that nothing else is in. */
function innerBase64(mark: string, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(mark)]).toString('base64');
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + mark.length) * 8) / 6));
}
