import { describe, expect, it } from 'vitest';
import { findMintedSecrets, isSecretName } from './minted-secrets.ts';

const long = 'k3'.repeat(12);

describe('isSecretName', () => {
  it.each([
    'auth_token',
    'admin_token',
    'apiKey',
    'api_key',
    'private_key',
    'client_secret',
    'webhook-secret',
    'password',
    'token',
    'secret',
  ])('knows %s', (name) => expect(isSecretName(name)).toBe(true));

  it.each([
    'key',
    'id',
    'next_page_token',
    'page_token',
    'secret_name',
    'tokens',
    'token_id',
    'status',
    'token_count',
    'name',
  ])('leaves %s alone', (name) => expect(isSecretName(name)).toBe(false));
});

describe('findMintedSecrets', () => {
  it('finds them at any depth, labelled with their member', () => {
    const body = { auth_token: long, nested: [{ client_secret: `${long}-2` }], id: long, api_key: null };
    expect(findMintedSecrets(body)).toEqual([
      { label: 'minted auth_token', value: long },
      { label: 'minted client_secret', value: `${long}-2` },
    ]);
  });

  it('takes a private key whole', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'.replace('AAAA', long);
    expect(findMintedSecrets({ private_key: key })).toEqual([{ label: 'minted private_key', value: key }]);
  });

  it.each([
    [{ password: 'required' }],
    [{ password: 'must be longer than this' }],
    [{ token: 'k3k3k3' }],
    [{ secret: 'short-enough1' }],
    [{ has_secret: true }],
    ['a text'],
    [null],
  ])('leaves what is no secret: %j', (body) => {
    expect(findMintedSecrets(body)).toEqual([]);
  });

  it('copes with very deep bodies', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as [];
    expect(findMintedSecrets(deep)).toEqual([]);
  });
});
