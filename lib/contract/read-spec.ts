import { relative } from 'node:path';
import { hashText } from '../core/hash.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Contract, ContractProblem } from './contract.ts';
import { createJudge, type Judge } from './judge.ts';
import { loadDocument, type LoadedDocument } from './load-document.ts';
import { readOperations, readSecuritySchemes } from './operations.ts';
import { createResolver } from './resolve-references.ts';
import { validateDocument } from './validate-document.ts';

export { readText } from './read-text.ts';

/**
 * Reads a contract (OpenAPI 3.1, YAML or JSON, in one file or several in its folder) into a model. With `validate` it is held
 * against the official schema and our own rules, and anything broken in it is an error. Bad input is a problem with file, line
 * and column, never an exception.
 */
export async function readContract(
  file: string,
  { validate }: { readonly validate: boolean },
): Promise<Result<Contract, readonly ContractProblem[]>> {
  const loaded = await loadDocument(file);
  if (!loaded.ok) return loaded;
  const getJudge = judgeWhenAsked(loaded.value.document);
  const contract = createContract(relative(process.cwd(), file) || file, loaded.value, getJudge);
  if (!validate) return ok(contract);
  const problems = await validateDocument(contract, getJudge());
  const errors = problems.filter(({ level }) => level === 'error');
  return errors.length > 0 ? err(errors) : ok({ ...contract, warnings: problems });
}

function createContract(
  file: string,
  { document, positionOf, quoteOf }: LoadedDocument,
  getJudge: () => Judge,
): Contract {
  const resolve = createResolver(document);
  const operations = readOperations(document, resolve);
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const info = isJsonObject(document['info']) ? document['info'] : {};
  return {
    file,
    title: textOf(info['title']),
    version: textOf(info['version']),
    hash: hashText(JSON.stringify(document)),
    document,
    operations,
    securitySchemes: readSecuritySchemes(resolve),
    warnings: [],
    operation: (id) => byId.get(id),
    positionOf,
    quoteOf,
    resolve,
    judge: (schemaPointer, value) => getJudge().judge(schemaPointer, value),
  };
}

/** The schemas are taken in when the first value is judged: printing a plan needs none. */
function judgeWhenAsked(document: JsonObject): () => Judge {
  let judge: Judge | undefined;
  return () => (judge ??= createJudge(document));
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
