import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallDocument, writeFiles } from '../../tests/support/test-contract.ts';
import type { RemoteConfig } from '../config/config.ts';
import { DEFAULT_FILES, filesFor, readInputs, type Inputs } from '../setup/read-inputs.ts';

const answers = { 200: { description: 'Fine.' }, 401: { description: 'Refused.' } };
const DOCUMENT = smallDocument({
  paths: {
    '/items': { get: { operationId: 'listItems', security: [{ shopKey: [] }], responses: answers } },
    '/till': { get: { operationId: 'readTill', security: [{ clerk: [], shopKey: [] }], responses: answers } },
  },
  components: {
    securitySchemes: {
      shopKey: { type: 'apiKey', in: 'header', name: 'X-Shop-Key' },
      clerk: { type: 'http', scheme: 'bearer' },
      login: { type: 'openIdConnect', openIdConnectUrl: 'https://example.com' },
    },
  },
});

describe('a platform that is derived from its contract', () => {
  let folder: string;
  let inputs: Inputs;
  beforeAll(async () => {
    folder = writeFiles({ 'contract.yaml': DOCUMENT });
    inputs = await readInputs(filesFor({ spec: join(folder, 'contract.yaml') }), true);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has for callers nobody, each scheme right, what is asked for together, and each scheme wrong', () => {
    expect(inputs.platform.callers.list.map(({ id }) => id)).toEqual([
      'anonymous',
      'shopKey',
      'clerk',
      'clerk-and-shopKey',
      'made-up-shopKey',
      'garbage-bearer',
    ]);
  });

  it('is not judged by data and expectations that are about another', () => {
    expect(inputs.data.operations).toEqual({});
    expect(inputs.notes).toEqual(['conformance.yaml describes no operation of this contract, and is not used']);
  });

  it('is configured by an address and a variable for each scheme', () => {
    const environment = { API_BASE_URL: 'https://shop.example.com/v1/', CREDENTIAL_SHOP_KEY: 'a-key-of-the-shop' };
    const read = inputs.platform.readConfig({ envFile: '/dev/null', environment });
    expect(read).toMatchObject({
      ok: true,
      value: { name: 'shop.example.com', kind: 'shared', baseUrls: { api: 'https://shop.example.com/v1' } },
    });
    expect(read.ok && Object.entries((read.value as RemoteConfig).secrets)).toEqual([
      ['credential_shopKey', 'a-key-of-the-shop'],
    ]);
    expect(JSON.stringify(read)).not.toContain('a-key-of-the-shop');
    const without = inputs.platform.readConfig({ envFile: '/dev/null', environment: {} });
    expect(without).toMatchObject({ ok: false, error: [expect.stringContaining('API_BASE_URL is not set')] });
  });

  it('is as careful with credentials and production as any other', () => {
    const problemsOf = (environment: Readonly<Record<string, string>>): unknown => {
      const read = inputs.platform.readConfig({ envFile: '/dev/null', environment });
      return read.ok ? read.value.kind : read.error.map((problem) => problem.split(' ')[0]);
    };
    const key = { CREDENTIAL_SHOP_KEY: 'a-key-of-the-shop' };
    const shop = { API_BASE_URL: 'https://shop.example.com' };
    expect(problemsOf({ ...key, API_BASE_URL: 'http://shop.example.com' })).toEqual(['A']);
    expect(problemsOf({ ...shop, CREDENTIAL_SHOP_KEY: 'short' })).toEqual(['CREDENTIAL_SHOP_KEY']);
    const production = { ...shop, ...key, EXTRA_PRODUCTION_HOSTS: '*.example.com' };
    expect(problemsOf(production)).toEqual(['CONFIRM_PRODUCTION_HOST']);
    expect(problemsOf({ ...production, CONFIRM_PRODUCTION_HOST: 'shop.example.com' })).toBe('production');
  });

  it('is not what the contract of a known platform is about', async () => {
    expect((await readInputs(DEFAULT_FILES, false)).platform.id).toBe('molecule');
  });
});
