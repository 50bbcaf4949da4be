import { relative } from 'node:path';
import { hashText } from '../core/hash.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Contract, ContractProblem, Pointer } from './contract.ts';
import { createJudge } from './judge.ts';
import { readOperations, readSecuritySchemes, type Resolve } from './operations.ts';
import { pointersOf } from './node-pointers.ts';
import { readText } from './read-text.ts';
import { parsePositioned } from './yaml-positions.ts';

export { readText } from './read-text.ts';

export async function readContract(file: string, _options: { readonly validate: boolean }): Promise<Result<Contract, readonly ContractProblem[]>> {
  const text = readText(file);
  const name = relative(process.cwd(), file);
  const start = { file: name, line: 1, column: 1 };
  if (!text.ok) return err([{ level: 'error', code: 'unreadable', message: text.error, position: start }]);
  const parsed = parsePositioned(name, text.value);
  if (parsed.problems.length > 0) return err(parsed.problems);
  if (!isJsonObject(parsed.value)) return err([{ level: 'error', code: 'no-document', message: 'is not an object', position: start }]);
  const document = parsed.value;
  const resolve = createResolver(document);
  const operations = readOperations(document, resolve);
  const info = isJsonObject(document['info']) ? document['info'] : {};
  const judge = createJudge(document, pointersOf(document));
  return ok({
    file: name, title: String(info['title']), version: String(info['version']), hash: hashText(JSON.stringify(document)),
    document, operations, securitySchemes: readSecuritySchemes(resolve), warnings: [],
    operation: (id) => operations.find((operation) => operation.id === id),
    positionOf: parsed.positionOf, resolve, judge,
  });
}

function createResolver(document: JsonObject): Resolve {
  return function resolve(pointer: Pointer): ReturnType<Resolve> {
    let current: { pointer: string; value: JsonValue | undefined } = follow({ pointer: '', value: document });
    for (const token of pointer.split('/').slice(1)) {
      const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
      const parent = current.value;
      const value = Array.isArray(parent) ? (parent as readonly JsonValue[])[Number(name)] : isJsonObject(parent) ? parent[name] : undefined;
      if (value === undefined) return undefined;
      current = follow({ pointer: `${current.pointer}/${token}`, value });
    }
    return current.value === undefined ? undefined : { pointer: current.pointer, value: current.value };
  };
  function follow(found: { pointer: string; value: JsonValue | undefined }): { pointer: string; value: JsonValue | undefined } {
    let current = found;
    for (let depth = 0; depth < 20; depth += 1) {
      const ref = isJsonObject(current.value) ? current.value['$ref'] : undefined;
      if (typeof ref !== 'string' || !ref.startsWith('#/')) return current;
      const target = ref.slice(1);
      let value: JsonValue | undefined = document;
      for (const token of target.split('/').slice(1)) {
        const name = decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~');
        value = Array.isArray(value) ? (value as readonly JsonValue[])[Number(name)] : isJsonObject(value) ? value[name] : undefined;
      }
      current = { pointer: target, value };
    }
    return current;
  }
}
