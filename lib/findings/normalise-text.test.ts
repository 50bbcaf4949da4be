import { describe, expect, it } from 'vitest';
import { normaliseText } from './normalise-text.ts';

const BOUND = new Map([
  ['org.slug', 'e2e-1a2b'],
  ['org.status', 'awaiting-agent'],
  ['org.size', '4000'],
  ['otherOrg.slug', 'work'],
]);

describe('normaliseText', () => {
  it.each([
    ['a value of the run', 'no org e2e-1a2b, see "e2e-1a2b"', 'no org <org.slug>, see "<org.slug>"'],
    ['a host that begins with it', 'e2e-1a2b.example.com', '<org.slug>.example.com'],
    ['a longer word that holds it', 'e2e-1a2bc and xe2e-1a2b', 'e2e-1a2bc and xe2e-1a2b'],
    ['a plain word', 'the workspace does not work', 'the workspace does not work'],
    ['a word of the contract', 'one of "awaiting-agent"', 'one of "awaiting-agent"'],
    ['a small number', 'answers within 4000 ms', 'answers within 4000 ms'],
  ])('makes of %s what stays the same', (_, text, normalised) => {
    expect(normaliseText(text, BOUND)).toBe(normalised);
  });

  it('takes a value for text, whatever characters it has', () => {
    expect(
      normaliseText(
        'a $& b (x',
        new Map([
          ['org.name', '(x'],
          ['a.b', '$& b'],
        ]),
      ),
    ).toBe('a <a.b> (x');
    expect(normaliseText('(1+1)*2', new Map([['value', '(1+1)*']]))).toBe('<value>2');
  });
});
