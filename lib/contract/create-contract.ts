import { hashText } from '../core/hash.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import type { Contract, LoadedDocument } from './contract.ts';
import { createJudge, type Judge } from './judge.ts';
import { readOperations, readSecuritySchemes } from './operations.ts';
import { createResolver } from './resolve-references.ts';

/** The model of a document, with the judge of its schemas, which may be needed before the contract is known to be sound. */
export function createContract(
  file: string,
  { document, positionOf, quoteOf }: LoadedDocument,
): { readonly contract: Contract; readonly getJudge: () => Judge } {
  const getJudge = judgeWhenAsked(document);
  const resolve = createResolver(document);
  const operations = readOperations(document, resolve);
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const info = isJsonObject(document['info']) ? document['info'] : {};
  const contract: Contract = {
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
  return { contract, getJudge };
}

/** The schemas are taken in when the first value is judged: printing a plan needs none. */
function judgeWhenAsked(document: JsonObject): () => Judge {
  let judge: Judge | undefined;
  return () => (judge ??= createJudge(document));
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
