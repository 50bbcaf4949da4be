import { describe, expect, it } from 'vitest';
import { findSecretsByLook, looksRandom } from './secret-looks.ts';

/** Put together from parts, so that no scanner of sources takes them for real ones. */
const part = (...parts: readonly string[]): string => parts.join('');
const BEGIN = part('-----BEGIN ', 'RSA PRIVATE KEY-----');
const END = part('-----END ', 'RSA PRIVATE KEY-----');

describe('findSecretsByLook', () => {
  it.each([
    ['private key', `${BEGIN}\nMIIB\nAAA=\n${END}`],
    ['JSON Web Token', part('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiJhIn0', '.c2lnbmF0dXJl')],
    ['cloud key', `AKIA${'4EXAMPLE'.repeat(2)}`],
    ['key of a provider', `ghp_${'aB3'.repeat(12)}`],
    ['key of a provider', part('sk_', 'live_', 'aB3'.repeat(8))],
  ])('finds a %s in the middle of a text', (look, value) => {
    expect(findSecretsByLook(`before ${value} after`)).toEqual([{ look, value }]);
  });

  it.each([
    'eyJhbGciOiJIUzI1NiJ9 alone is the head of a token',
    `https://files.example/a?X-Amz-Credential=AKIA${'4EXAMPLE'.repeat(2)}%2F2026`,
    'sk_test_1234567890123456789012',
    part('-----BEGIN ', 'CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'),
    'an ordinary sentence',
  ])('finds nothing in "%s"', (text) => {
    expect(findSecretsByLook(text)).toEqual([]);
  });
});

describe('looksRandom', () => {
  it.each([
    ['9qT3vZx7LkB2nR8sWd4HjY6mPc1FgU5aEtQ0', true],
    ['mok_9qT3vZx7LkB2nR8sWd4HjY6mPc1FgU5aEtQ0', true],
    ['9qT3vZx7LkB2', false],
    ['0d9c8b7a-6f5e-4d3c-8b2a-1f0e9d8c7b6a', false],
    ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', false],
    ['Provisioning-Of-Workspaces-In-Region-Us-East-2', false],
    ['a sentence of more than thirty-two characters, With 3 Kinds', false],
  ])('of "%s": %s', (text, isRandom) => {
    expect(looksRandom(text)).toBe(isRandom);
  });
});
