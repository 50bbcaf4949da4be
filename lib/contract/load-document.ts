import { relative, resolve as resolvePath } from 'node:path';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { err, ok, type Result } from '../core/result.ts';
import { bundleFiles } from './bundle-files.ts';
import type { ContractProblem, LoadedDocument, SourcePosition } from './contract.ts';
import { gatherFiles, refersToFiles } from './gather-files.ts';
import { addMetaSchemas } from './meta-schemas.ts';
import { parsePositioned, readText } from './positioned-file.ts';

/** Reads a contract and bundles the files it refers to (OpenAPI 3.1, section 4.3: multi-document descriptions). */
export async function loadDocument(file: string): Promise<Result<LoadedDocument, readonly ContractProblem[]>> {
  const path = resolvePath(file);
  const name = relative(process.cwd(), path) || path;
  const start: SourcePosition = { file: name, line: 1, column: 1 };
  const fail = (code: string, message: string, position = start): Result<never, readonly ContractProblem[]> =>
    err([{ level: 'error', code, message, position }]);
  const text = readText(path);
  if (!text.ok) return fail('unreadable', text.error);
  const unfit = problemOfText(text.value);
  if (unfit !== undefined) return fail('no-document', unfit);
  if (text.value.trim() === '') return fail('empty', 'the file is empty');
  const parsed = parsePositioned(name, text.value);
  if (parsed.problems.length > 0) return err(parsed.problems);
  const { value: document, positionOf, quoteOf } = parsed;
  if (!isJsonObject(document))
    return fail(
      'no-document',
      'the file is no OpenAPI document: it has to be an object with "openapi", "info" and "paths"',
    );
  const version = problemOfVersion(document);
  if (version !== undefined)
    return fail('version', version, positionOf(document['swagger'] === undefined ? '/openapi' : '/swagger'));
  if (!refersToFiles(parsed)) return ok({ document: addMetaSchemas(document), positionOf, quoteOf });
  const gathered = gatherFiles(path, parsed);
  if (!gathered.ok) return gathered;
  const bundled = await bundleFiles(path, gathered.value);
  return bundled.ok ? ok({ ...bundled.value, document: addMetaSchemas(bundled.value.document) }) : bundled;
}

const LARGEST_CHARACTERS = 10_000_000;
const LARGE_CHARACTERS = 500_000;

/** Refuses files that are not a contract before they are parsed: a YAML parser works for minutes on megabytes of something else. */
function problemOfText(text: string): string | undefined {
  if (text.includes('\0')) return 'the file is not text';
  if (text.length > LARGEST_CHARACTERS) return `the file has more than ${LARGEST_CHARACTERS} characters`;
  const isNamed = text.length < LARGE_CHARACTERS || /["']?\b(openapi|swagger)["']?[ \t]*:/.test(text);
  return isNamed
    ? undefined
    : 'the file is no OpenAPI document: nothing in it says which version of OpenAPI it is written in';
}

function problemOfVersion(document: JsonObject): string | undefined {
  const version = document['openapi'] ?? document['swagger'];
  if (version === undefined)
    return 'the document does not say which version of OpenAPI it is written in: "openapi: 3.1.0" is missing';
  if (typeof version === 'string' && /^3\.1\.\d+$/.test(version)) return undefined;
  if (version === 3.1 || version === '3.1') return 'the version of OpenAPI has three parts: write "openapi: 3.1.0"';
  return `the contract is written in ${document['openapi'] === undefined ? 'Swagger' : 'OpenAPI'} ${JSON.stringify(version)}; only OpenAPI 3.1 can be used`;
}
