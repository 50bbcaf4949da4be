import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Result } from '../../lib/core/result.ts';
import type { Contract, ContractProblem } from '../../lib/contract/contract.ts';
import type { DocumentRule } from '../../lib/contract/document-rule.ts';
import { createJudge } from '../../lib/contract/judge.ts';
import { readContract } from '../../lib/contract/read-spec.ts';
import { walkDocument } from '../../lib/contract/walk-document.ts';
import { MOLECULE } from '../../lib/platform/molecule/molecule.ts';

/** For tests: writes files into a folder of their own and gives its path. Objects are written as YAML. */
export function writeFiles(files: Readonly<Record<string, string | object>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'contract-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : stringify(content));
  }
  return folder;
}

/** For tests: a small valid document, with members put in place of its own. */
export function smallDocument(members: object = {}): object {
  return {
    openapi: '3.1.0',
    info: { title: 'Widgets', version: '1.0.0' },
    paths: { '/widgets': { get: { operationId: 'listWidgets', responses: { 200: { description: 'The widgets.' } } } } },
    ...members,
  };
}

/** For tests: a document whose one operation answers with `#/components/schemas/Answer`. */
export function documentWithSchemas(schemas: Readonly<Record<string, unknown>>): object {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Answer' } } };
  const get = { operationId: 'readAnswer', responses: { 200: { description: 'The answer.', content } } };
  return smallDocument({ paths: { '/answer': { get } }, components: { schemas } });
}

/** For tests: a contract from a document, as YAML or as an object. Throws where it cannot be read. */
export async function readDocument(document: string | object, validate = false): Promise<Contract> {
  const read = await readFiles({ 'contract.yaml': document }, { validate });
  if (!read.ok) throw new Error(read.error.map(({ message }) => message).join('; '));
  return read.value;
}

/** For tests: what is wrong with a document, each as `describeProblem` writes it. */
export async function problemsOf(document: string | object): Promise<readonly string[]> {
  return problemsOfFiles({ 'contract.yaml': document });
}

/** For tests: as `problemsOf`, of a contract in several files that begins with `contract.yaml`. */
export async function problemsOfFiles(files: Readonly<Record<string, string | object>>): Promise<readonly string[]> {
  const read = await readFiles(files, { validate: true });
  return (read.ok ? read.value.warnings : read.error).map(describeProblem);
}

/** For tests: what one rule says of a document, without what the others and the official schema say. */
export async function problemsByRule(rule: DocumentRule, document: string | object): Promise<readonly string[]> {
  const contract = await readDocument(document);
  const nodes = [...walkDocument(contract.document)];
  const found = rule.find({ contract, judge: createJudge(contract), nodes });
  return found.map(({ level, message, pointer }) =>
    describeProblem({ level, code: rule.id, message, position: contract.positionOf(pointer) }),
  );
}

/** For tests: a contract in several files that begins with `contract.yaml`. The files are gone when it has been read. */
export async function readFiles(
  files: Readonly<Record<string, string | object>>,
  { validate }: { readonly validate: boolean },
): Promise<Result<Contract, readonly ContractProblem[]>> {
  const folder = writeFiles(files);
  try {
    return await readContract(join(folder, 'contract.yaml'), { choosePlatform: () => MOLECULE, validate });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `contract.yaml:12:3 error code: message`, for comparing. */
function describeProblem({ level, code, message, position }: ContractProblem): string {
  return `${basename(position.file)}:${position.line}:${position.column} ${level} ${code}: ${message}`;
}
