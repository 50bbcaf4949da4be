import { hashText } from '../core/hash.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { err, ok, type Result } from '../core/result.ts';
import { applyOverlay } from './apply-overlay.ts';
import type { Contract, LoadedDocument, Pointer } from './contract.ts';
import { createJudge, type Judge } from './judge.ts';
import { readOperations, readSecuritySchemes } from './operations.ts';
import type { OverlayAction } from './parse-overlay.ts';
import { createResolver } from './resolve-references.ts';

/** Makes the model of a document, and the judge of its schemas, which validation needs before the contract is known to be sound. */
export function createContract(
  file: string,
  { document, positionOf, quoteOf }: LoadedDocument,
): { readonly contract: Contract; readonly getJudge: () => Judge } {
  let judge: Judge | undefined;
  // Schemas are read only when the first value is judged, because printing a plan needs none.
  const getJudge = (): Judge => (judge ??= createJudge(document));
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

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Applies overlay actions that are in no file to a contract. Nodes that they add get the position of the node above them. */
export function editContract(contract: Contract, actions: readonly OverlayAction[]): Result<Contract> {
  const overlay = {
    overlay: '1.0.0',
    info: { title: 'Edit', version: '1' },
    actions: actions.map(({ target, remove, update }) => ({ target, ...(remove ? { remove } : { update }) })),
  };
  const applied = applyOverlay(contract.document, overlay);
  if (!applied.ok) return err(applied.error.map(({ message }) => message).join('; '));
  const [missed] = applied.value.unmatched;
  if (missed !== undefined) return err(`"${missed.target}" matches nothing in ${contract.file}`);
  const { document, originOf } = applied.value;
  const placeOf = (pointer: Pointer): Pointer => {
    let place = pointer;
    while (originOf(place).source === 'overlay') place = place.slice(0, place.lastIndexOf('/'));
    return originOf(place).pointer;
  };
  const positionOf: Contract['positionOf'] = (pointer) => contract.positionOf(placeOf(pointer));
  const quoteOf: Contract['quoteOf'] = (pointer) => contract.quoteOf(placeOf(pointer));
  return ok(createContract(contract.file, { document, positionOf, quoteOf }).contract);
}
