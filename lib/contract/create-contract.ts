import { defined } from '../core/defined.ts';
import { hashText } from '../core/hash.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import { err, ok, type Result } from '../core/result.ts';
import { applyOverlay } from './apply-overlay.ts';
import type { ChoosePlatform, Contract, LoadedDocument, PlatformFacts, Pointer, SecurityScheme } from './contract.ts';
import { withoutHidden } from './direction.ts';
import { createJudge, type Judge } from './judge.ts';
import { isWithinAny, placesOf } from './node-places.ts';
import { readOperations, readSecuritySchemes } from './operations.ts';
import type { OverlayAction } from './parse-overlay.ts';
import { createResolver } from './resolve-references.ts';

/** Makes the model of a document, and the judge of its schemas, which validation needs before the contract is known to be sound. */
export function createContract(
  file: string,
  { document, positionOf, quoteOf }: LoadedDocument,
  choosePlatform: ChoosePlatform,
): { readonly contract: Contract; readonly getJudge: () => Judge } {
  const resolve = createResolver(document);
  const judges = new Map<JsonObject, Judge>();
  // Schemas are read only when the first value is judged, because printing a plan needs none.
  const judgeOf = (directed: JsonObject): Judge => {
    const judge = judges.get(directed) ?? createJudge({ document: directed, quoteOf, original: document });
    judges.set(directed, judge);
    return judge;
  };
  const getJudge = once(() => judgeOf(withoutHidden(document, resolve, 'writeOnly')));
  const getRequestJudge = once(() => judgeOf(withoutHidden(document, resolve, 'readOnly')));
  const schemes = readSecuritySchemes(resolve);
  const platform = choosePlatform({ document, securitySchemes: schemes });
  const operations = readOperations(document, resolve, platform);
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const info = isJsonObject(document['info']) ? document['info'] : {};
  const contract: Contract = {
    file,
    title: textOf(info['title']),
    version: textOf(info['version']),
    hash: hashText(JSON.stringify(document)),
    document,
    operations,
    securitySchemes: new Map([...schemes].map(([name, scheme]) => [name, withRouting(scheme, platform)])),
    platform,
    warnings: [],
    operation: (id) => byId.get(id),
    positionOf,
    quoteOf,
    resolve,
    judge: (schemaPointer, value, text) => getJudge().judge(schemaPointer, value, text),
    judgeRequest: (schemaPointer, value) => getRequestJudge().judge(schemaPointer, value),
  };
  return { contract, getJudge };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function withRouting(scheme: SecurityScheme, { routesBy }: PlatformFacts): SecurityScheme {
  return scheme.kind === 'apiKey' ? { ...scheme, ...defined({ routesBy: routesBy(scheme) }) } : scheme;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Actions of an overlay, and the schemas that they change or add. */
interface ContractEdit {
  readonly actions: readonly OverlayAction[];
  readonly isTouched: (schema: Pointer) => boolean;
}

/**
 * Applies an edit to a contract, for judging by the result. What the edit does not touch is judged by the contract before it, whose
 * validators are compiled already. Nothing of it has a line or a quote, since an edit may be one of many in a row.
 */
export function editContract(contract: Contract, { actions, isTouched }: ContractEdit): Result<Contract> {
  const overlay = {
    overlay: '1.0.0',
    info: { title: 'Edit', version: '1' },
    actions: actions.map(({ target, remove, update }) => ({ target, ...(remove ? { remove } : { update }) })),
  };
  const applied = applyOverlay(contract.document, overlay);
  if (!applied.ok) return err(applied.error.map(({ message }) => message).join('; '));
  const [missed] = applied.value.unmatched;
  if (missed !== undefined) return err(`"${missed.target}" matches nothing in ${contract.file}`);
  const nowhere = contract.positionOf('');
  const { document } = applied.value;
  const loaded = { document, positionOf: () => nowhere, quoteOf: () => '' };
  const { contract: edited } = createContract(contract.file, loaded, () => contract.platform);
  return ok({
    ...edited,
    judge: (pointer, value) => (isTouched(pointer) ? edited : contract).judge(pointer, value),
  });
}

/** Returns a lookup that is true for schemas which an edit adds, or which are made of a node that it changes. */
export function createTouchLookup(contract: Contract, touches: readonly Pointer[]): (schema: Pointer) => boolean {
  const known = new Map<Pointer, boolean>();
  return (schema) => {
    const isTouched =
      known.get(schema) ??
      (valueAtPointer(contract.document, schema) === undefined ||
        touches.some((touched) => isWithinAny(touched, placesOf(contract, schema))));
    known.set(schema, isTouched);
    return isTouched;
  };
}
