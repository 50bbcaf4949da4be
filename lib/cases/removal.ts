import { defined } from '../core/defined.ts';
import { isJsonObject, mapTexts, type JsonValue } from '../core/json.ts';
import { isIdOfMade, isOfRun, kindOf, placeholderOf, unnamedName } from '../core/names.ts';
import { escapeToken, valueAtPointer } from '../core/pointer.ts';
import { nameIn } from './accommodations.ts';
import { namesIn } from './bind.ts';
import type { LostAndFound, Removal, RemovalProof, RequestTemplate } from './case.ts';
import type { Fill, UndoData } from './operation-data.ts';
import { buildCall, buildDescribedCall, type DescribedCall, type PlanContext } from './plan-context.ts';

/** Builds a removal from the undo call of something and the body that it was made with. */
export function buildRemoval(context: PlanContext, call: DescribedCall, madeWith: JsonValue | undefined): Removal {
  const undo = buildDescribedCall(context, call);
  const otherwise = otherwiseOf(context, call);
  const proof = proofOf(context, call);
  const find = findOf(context, call, undo, madeWith);
  return {
    undo,
    ...defined({ otherwise, proof, find }),
  };
}

function otherwiseOf(context: PlanContext, call: DescribedCall): RequestTemplate | undefined {
  const data = context.data.removals[call.operation]?.otherwise;
  if (data === undefined || context.contract.operation(data.operation) === undefined) return undefined;
  const named = (from: string): string => call.path?.[from] ?? '';
  const path = Object.fromEntries(Object.entries(data.path).map(([name, from]) => [name, named(from)]));
  const body = Object.fromEntries(Object.entries(data.body ?? {}).map(([name, from]) => [name, named(from)]));
  return buildDescribedCall(context, {
    operation: data.operation,
    as: data.as,
    path,
    ...defined({ body: data.body && body, subject: call.subject }),
  });
}

function proofOf(context: PlanContext, call: DescribedCall): RemovalProof | undefined {
  const data = context.data.removals[call.operation]?.proof;
  if (data === undefined || context.contract.operation(data.operation) === undefined) return undefined;
  const path = Object.fromEntries(
    Object.entries(data.path ?? {}).map(([name, from]) => [name, call.path?.[from] ?? null]),
  );
  const as = data.as === 'same' ? call.as : data.as;
  const request = buildCall(context, { operationId: data.operation, as, path, ...defined({ subject: call.subject }) });
  if (data.absent === undefined) return { request, gone: { kind: 'status', status: data.expect ?? 404 } };
  const value = call.path?.[data.absent.is] ?? '';
  return { request, gone: { kind: 'absent', list: data.absent.list, at: data.absent.at, value } };
}

function findOf(
  context: PlanContext,
  call: DescribedCall,
  undo: RequestTemplate,
  madeWith: JsonValue | undefined,
): LostAndFound | undefined {
  const data = context.data.removals[call.operation]?.find;
  const value = nameIn(madeWith);
  const binds = namesIn(undo).find(isIdOfMade);
  if (
    data === undefined ||
    value === undefined ||
    // Another name may be somebody else's.
    !namesIn(value).some(isOfRun) ||
    binds === undefined ||
    context.contract.operation(data.operation) === undefined
  )
    return undefined;
  const { as, subject } = call;
  const request = buildCall(context, { operationId: data.operation, as, ...defined({ subject }) });
  return { request, list: data.list, at: data.at, value, id: data.id, binds };
}

/** The parts of a request that name things: the parameters of its path, and its body where that is JSON. */
interface Named {
  readonly path: Fill;
  readonly body: JsonValue | undefined;
}

/**
 * Aims an undo, which removes what the valid request would make, at what a request names that was broken on purpose, or at what
 * its answer names (`binds`). Where neither names anything it gets a name that is never bound (`${unnamed.key}`), so that the
 * thing stays in the ledger and is reported.
 */
export function retargetUndo(
  undo: UndoData,
  valid: Named,
  sent: Named,
  binds: Readonly<Record<string, string>>,
): UndoData {
  const aim = (text: string): string => targetOf(text, valid, sent, binds);
  const { path, query, body } = undo;
  return {
    ...undo,
    ...defined({
      path: path && aimFill(path, aim),
      query: query && aimFill(query, aim),
      body: body === undefined ? undefined : mapTexts(body, aim),
    }),
  };
}

function targetOf(text: string, valid: Named, sent: Named, binds: Readonly<Record<string, string>>): string {
  const parameter = Object.keys(valid.path).find((name) => valid.path[name] === text);
  if (parameter !== undefined && sent.path[parameter] !== text)
    return sent.path[parameter] ?? placeholderOf(unnamedName(parameter));
  const [pointer] = pointersTo(text, valid.body);
  if (pointer === undefined) return text;
  const named = valueAtPointer(sent.body, pointer);
  if (typeof named === 'string' && named !== '' && isHarmless(named)) return named;
  const answered = Object.keys(binds).find((name) => binds[name] === pointer);
  return placeholderOf(answered ?? unnamedName(pointer.split('/').at(-1) ?? ''));
}

/** Whether a text names nothing that was there before the run, as `${org.slug}` was: no undo may be aimed at that. */
function isHarmless(text: string): boolean {
  return namesIn(text).every((name) => isOfRun(name) || kindOf(name) === 'unknown' || kindOf(name) === 'value');
}

function pointersTo(text: string, value: JsonValue | undefined, at = ''): readonly string[] {
  if (value === text) return [at];
  if (Array.isArray(value)) {
    const items = value as readonly JsonValue[];
    return items.flatMap((item, index) => pointersTo(text, item, `${at}/${index}`));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => pointersTo(text, member, `${at}/${escapeToken(name)}`));
}

function aimFill(fill: Fill, aim: (text: string) => string): Fill {
  return Object.fromEntries(Object.entries(fill).map(([name, text]) => [name, text === null ? null : aim(text)]));
}
