import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';

const ROOT = join(import.meta.dirname, '..');

/** Writes a generated file, formatted; with `--check` fails when the committed one is stale. */
export async function writeGenerated(name: string, text: string): Promise<void> {
  const file = join(ROOT, name);
  const wanted = await format(text, { filepath: file, printWidth: 120, singleQuote: true });
  if (!process.argv.includes('--check')) {
    writeFileSync(file, wanted);
    return;
  }
  if (readOrEmpty(file) !== wanted) {
    process.stderr.write(`${name} is stale: run npm run generate\n`);
    process.exitCode = 1;
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
