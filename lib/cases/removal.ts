import { defined } from '../core/defined.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { namesIn } from './bind.ts';
import type { RequestTemplate } from './case.ts';
import { buildCall, buildDescribedCall, type DescribedCall, type PlanContext } from './plan-context.ts';

/** How it is known that something is gone: a status, or a list in which it does not stand. */
export interface RemovalProof {
  readonly request: RequestTemplate;
  readonly gone:
    | { readonly kind: 'status'; readonly status: number }
    | { readonly kind: 'absent'; readonly list: string; readonly at: string; readonly value: string };
}

/** How something is found whose creation was never answered: by its name, which only this run gives. */
export interface LostAndFound {
  readonly request: RequestTemplate;
  readonly list: string;
  readonly at: string;
  readonly value: string;
  /** Where in the item that stands which the undo request asks for, and under which name. */
  readonly id: string;
  readonly binds: string;
}

/** The call that removes something, how its success is proven, and how the thing is found when its id never came. */
export interface Removal {
  readonly undo: RequestTemplate;
  /** Removes it as well, with another credential. */
  readonly otherwise?: RequestTemplate;
  readonly proof?: RemovalProof;
  readonly find?: LostAndFound;
}

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
    ...(data.body === undefined ? {} : { body }),
    ...defined({ subject: call.subject }),
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
  const binds = namesIn(undo).find(
    (name) => /^\w+\.(?:id|keyId)$|^created\.slug$/.test(name) && !/^(?:org|otherOrg|fresh)\.id$/.test(name),
  );
  if (
    data === undefined ||
    value === undefined ||
    !isOfThisRun(value) ||
    binds === undefined ||
    context.contract.operation(data.operation) === undefined
  )
    return undefined;
  const { as, subject } = call;
  const request = buildCall(context, { operationId: data.operation, as, ...defined({ subject }) });
  return { request, list: data.list, at: data.at, value, id: data.id, binds };
}

/** Another name may be somebody else's. */
function isOfThisRun(name: string): boolean {
  return namesIn(name).some((part) => part.startsWith('fresh.') || part.startsWith('run.'));
}

function nameIn(body: JsonValue | undefined): string | undefined {
  if (!isJsonObject(body)) return undefined;
  const { name, template } = body;
  if (typeof name === 'string') return name;
  return isJsonObject(template) ? nameIn(template) : undefined;
}
