import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, type Redactor } from './redaction.ts';

const RUNS = { numRuns: 500 };
const MARKER = '[secret:it]';
/** Long enough that it does not stand in the surroundings by chance. */
const secretValue = fc
  .string({ minLength: 12, maxLength: 60, unit: 'grapheme' })
  .filter((text) => !/\p{Surrogate}/u.test(text));

function knowing(secret: string): Redactor {
  const redactor = createRedactor();
  redactor.add('it', secret);
  return redactor;
}

const toHtml = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (character) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' }[character] ?? ''};`,
  );
const toGoJson = (text: string) =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
const toAsciiJson = (text: string) =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const toPercent = (text: string) => encodeURIComponent(text);
const toForm = (text: string) => new URLSearchParams([['a', text]]).toString().slice('a='.length);

const SPELLINGS: readonly (readonly [string, (secret: string) => string])[] = [
  ['raw', (secret) => secret],
  ['JSON', (secret) => JSON.stringify(secret).slice(1, -1)],
  ['JSON with escaped slashes', (secret) => JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/')],
  ['JSON as Go writes it', toGoJson],
  ['JSON in ASCII', toAsciiJson],
  ['JSON in JSON', (secret) => JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
  ['percent', toPercent],
  ['percent in lower case', (secret) => toPercent(secret).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())],
  ['percent twice', (secret) => toPercent(toPercent(secret))],
  ['form', toForm],
  ['HTML', toHtml],
  [
    'HTML numbers',
    (secret) =>
      [...secret].map((character) => (/\w/.test(character) ? character : `&#${character.codePointAt(0)};`)).join(''),
  ],
  ['hexadecimal', (secret) => Buffer.from(secret).toString('hex')],
  ['upper-case hexadecimal', (secret) => Buffer.from(secret).toString('hex').toUpperCase()],
  ['base64', (secret) => Buffer.from(secret).toString('base64')],
  ['base64url', (secret) => Buffer.from(secret).toString('base64url')],
  ['UTF-8 read as Latin-1', (secret) => Buffer.from(secret).toString('latin1')],
];

describe('what is found', () => {
  it.each(SPELLINGS)('is the secret in any surroundings: %s', (_title, spell) => {
    for (const secret of ['q7'.repeat(12), 'a/b+c=d&e<f>"g', "k'\\9.~-_x:y", 'påß-wörd-é9']) {
      const redactor = knowing(secret);
      const text = `before x ${spell(secret)} x after`;
      expect(redactor.redact(text)).toBe(`before x ${MARKER} x after`);
      expect(redactor.hits(text)).toEqual(['it']);
    }
  });

  it('is base64 of a text that contains the secret, all but what its neighbours have a share in', () => {
    const encodings = fc.constantFrom<BufferEncoding>('base64', 'base64url');
    fc.assert(
      fc.property(
        secretValue,
        fc.string({ maxLength: 9 }),
        fc.string({ maxLength: 9 }),
        encodings,
        (secret, before, after, encoding) => {
          const text = Buffer.from(before + secret + after).toString(encoding);
          const redacted = knowing(secret).redact(text);
          expect(redacted).toContain(MARKER);
          const rest = redacted.replace(MARKER, '').length;
          expect(rest).toBeLessThanOrEqual(
            Math.ceil(((Buffer.byteLength(before) + Buffer.byteLength(after)) * 4) / 3) + 6,
          );
        },
      ),
      RUNS,
    );
  });

  it('is the user and password of basic authentication', () => {
    const secret = 'p4'.repeat(9);
    const header = `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`;
    expect(knowing(secret).redact(header)).toBe('Basic dXNlcjp[secret:it]');
  });

  it('leaves every other text as it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(knowing('c5'.repeat(12)).redact(text)).toBe(text);
      }),
    );
  });
});

describe('several secrets', () => {
  it('leave no part of the longer one where a shorter one stands inside it', () => {
    const inner = 'i1'.repeat(4);
    const redactor = createRedactor();
    redactor.add('inner', inner);
    redactor.add('outer', `start-${inner}-end`);
    expect(redactor.redact(`a start-${inner}-end b ${inner} c`)).toBe('a [secret:outer] b [secret:inner] c');
    expect(redactor.hits(`${inner} start-${inner}-end`)).toEqual(['inner', 'outer']);
  });

  it('leave nothing where they overlap', () => {
    const redactor = createRedactor();
    redactor.add('one', 'abcdefgh');
    redactor.add('two', 'efghijkl');
    expect(redactor.redact('-abcdefghijkl-')).toBe('-[secret:one]-');
  });

  it('are found in hundreds', () => {
    const redactor = createRedactor();
    const secrets = Array.from({ length: 300 }, (_, index) => `${String(index).padStart(4, '0')}-${'z9'.repeat(8)}`);
    for (const [index, secret] of secrets.entries()) redactor.add(`s${index}`, secret);
    expect(redactor.redact(secrets.join(' '))).toBe(secrets.map((_, index) => `[secret:s${index}]`).join(' '));
  });

  it('keep the first label of a value', () => {
    const redactor = knowing('d6'.repeat(8));
    expect(redactor.add('again', 'd6'.repeat(8))).toBe(true);
    expect(redactor.redact('d6'.repeat(8))).toBe(MARKER);
  });
});

describe('the redactor', () => {
  it('refuses what is too short to be told from ordinary text', () => {
    const redactor = createRedactor();
    expect(redactor.add('it', 'short')).toBe(false);
    expect(redactor.redact('short')).toBe('short');
    expect(redactor.add('it', 'longer')).toBe(true);
  });

  it('learns a secret after it has been used', () => {
    const redactor = knowing('e7'.repeat(8));
    redactor.redact('warm');
    redactor.add('late', 'f8'.repeat(8));
    expect(redactor.redact('f8'.repeat(8))).toBe('[secret:late]');
  });

  it('writes markers that do no harm in JSON', () => {
    const redactor = createRedactor();
    redactor.add('a "b"\\]', 'g9'.repeat(8));
    expect(JSON.parse(redactor.redact(JSON.stringify(['g9'.repeat(8)])))).toEqual(['[secret:a _b___]']);
  });

  it('takes secrets out of header lines', () => {
    expect(
      knowing('h1'.repeat(8)).redactHeaders([
        ['Authorization', `Bearer ${'h1'.repeat(8)}`],
        ['X-A', 'b'],
      ]),
    ).toEqual([
      ['Authorization', `Bearer ${MARKER}`],
      ['X-A', 'b'],
    ]);
  });
});
