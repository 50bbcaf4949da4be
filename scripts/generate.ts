// Writes every file that is generated and committed. With --check it writes nothing, and fails if one of them is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { accommodationsSchema } from '../lib/cases/accommodations.ts';
import { conformanceDataSchema } from '../lib/cases/operation-data.ts';
import { renderConfigurationPage, renderEnvExample } from '../lib/config/render-variables.ts';
import { runRecordSchema } from '../lib/findings/run-record.ts';

const ROOT = join(import.meta.dirname, '..');

const files: readonly (readonly [name: string, text: string])[] = [
  ['.env.example', renderEnvExample()],
  ['docs/configuration.md', await formatAs('docs/configuration.md', renderConfigurationPage())],
  // For editors of spec/conformance.yaml.
  [
    'spec/conformance.schema.json',
    await renderSchema(
      'conformance.schema.json',
      'What a contract cannot say and a conformance run needs to know',
      conformanceDataSchema,
    ),
  ],
  // For editors of files for --accommodations.
  [
    'spec/accommodations.schema.json',
    await renderSchema(
      'accommodations.schema.json',
      'What a deployment demands and the contract does not say',
      accommodationsSchema,
    ),
  ],
  // For programs that read run.json.
  [
    'spec/run-record.schema.json',
    await renderSchema('run-record.schema.json', 'Everything that a conformance run has to say', runRecordSchema),
  ],
];

for (const [name, text] of files) {
  if (!process.argv.includes('--check')) writeFileSync(join(ROOT, name), text);
  else if (readOrEmpty(join(ROOT, name)) !== text) {
    process.stderr.write(`${name} is stale: run npm run generate\n`);
    process.exitCode = 1;
  }
}

function renderSchema(file: string, title: string, schema: z.ZodType): Promise<string> {
  const json = {
    $id: `https://molecule-conformance.invalid/${file}`,
    title,
    ...z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' }),
  };
  return formatAs(`spec/${file}`, JSON.stringify(json));
}

async function formatAs(name: string, text: string): Promise<string> {
  const filepath = join(ROOT, name);
  return format(text, { ...(await resolveConfig(filepath)), filepath });
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
