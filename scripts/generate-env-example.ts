import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { renderConfigurationPage, renderEnvExample } from '../lib/config/render-variables.ts';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs', 'configuration.md');
const isCheck = process.argv.includes('--check');

const files: readonly (readonly [path: string, text: string])[] = [
  [join(root, '.env.example'), renderEnvExample()],
  [page, await format(renderConfigurationPage(), { ...(await resolveConfig(page)), parser: 'markdown' })],
];

for (const [path, text] of files) {
  if (!isCheck) writeFileSync(path, text);
  else if (readIfThere(path) !== text) {
    console.error(`${path} is stale: run npx tsx scripts/generate-env-example.ts`);
    process.exitCode = 1;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
