import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Contract, ContractProblem } from './contract.ts';
import { readContract } from './read-spec.ts';

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

export async function readDocument(document: string | object, validate = false): Promise<Contract> {
  const read = await readContract(join(writeFiles({ 'contract.yaml': document }), 'contract.yaml'), { validate });
  if (!read.ok) throw new Error(read.error.map(({ message }) => message).join('; '));
  return read.value;
}

export async function problemsOf(document: string | object): Promise<readonly ContractProblem[]> {
  const read = await readContract(join(writeFiles({ 'contract.yaml': document }), 'contract.yaml'), { validate: true });
  return read.ok ? read.value.warnings : read.error;
}

/** `12:3 code message`, for comparing. */
export function describeProblem({ code, message, position }: ContractProblem): string {
  return `${position.line}:${position.column} ${code} ${message}`;
}
