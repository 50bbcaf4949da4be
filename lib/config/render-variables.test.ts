import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { renderConfigurationPage, renderEnvExample } from './render-variables.ts';
import { VARIABLE_NAMES } from './variables.ts';

const root = join(import.meta.dirname, '..', '..');

function readExample(text: string) {
  const directory = mkdtempSync(join(tmpdir(), 'example-'));
  try {
    const envFile = join(directory, '.env');
    writeFileSync(envFile, text);
    return readConfig({ envFile, environment: {} });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('.env.example', () => {
  it('leaves the embedded deployment as the target when it is copied as it is', () => {
    // As `.env`; a file that is named has to set something.
    expect(readExample(`${renderEnvExample()}\nMAX_IN_FLIGHT=4\n`)).toMatchObject({
      ok: true,
      value: { target: 'embedded' },
    });
  });

  it('is right with every example in force, except for the files and confirmations that only a user has', () => {
    const text = renderEnvExample().replace(/^#(?!TLS_CA_FILE|CONFIRM)(?=[A-Z_]+=)/gm, '');
    expect(readExample(text)).toMatchObject({ ok: true, value: { target: 'remote', kind: 'shared', name: 'staging' } });
  });

  it('names every variable once', () => {
    const names = [...renderEnvExample().matchAll(/^#([A-Z_]+)=/gm)].map((match) => match[1]);
    expect(names.sort()).toEqual([...VARIABLE_NAMES].sort());
  });

  it('is up to date', () => {
    expect(readFileSync(join(root, '.env.example'), 'utf8')).toBe(renderEnvExample());
  });
});

describe('docs/configuration.md', () => {
  it('is up to date', async () => {
    const page = await format(renderConfigurationPage(), { parser: 'markdown', printWidth: 120, singleQuote: true });
    expect(readFileSync(join(root, 'docs', 'configuration.md'), 'utf8')).toBe(page);
  });
});
