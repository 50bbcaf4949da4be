import { namesIn } from '../cases/bind.ts';
import { buildSeen, echoOf, identityOf } from '../cases/case-builder.ts';
import type { Case, Expectation, RequestTemplate, SeenClause, Step } from '../cases/case.ts';
import type { OperationEntry } from '../cases/operation-data.ts';
import type { Operation } from '../contract/contract.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import type { Answer, Exchange, HeaderLine } from '../exchange/exchange.ts';
import type { SentCase } from '../run/case-runner.ts';
import type { Caller } from './caller.ts';
import type { RecordedExchange } from './record-entry.ts';
import { parseJson } from '../core/parse-json.ts';
import { placeholderOf, secretName } from '../core/names.ts';
import { isDenial, isSuccess } from '../exchange/status.ts';

/** A recorded exchange with its operation, its path parameters and its caller. */
export interface RecordedCall extends RecordedExchange {
  readonly operation: Operation;
  readonly entry: OperationEntry;
  readonly path: Readonly<Record<string, string>>;
  readonly caller: Caller;
  /** The contract has no such method on the path. */
  readonly isOutside: boolean;
}

/** Calls that are judged together: of one operation, by one kind of caller, answered with one status. */
export interface RecordedCase extends SentCase {
  readonly hasBody: boolean;
  readonly hasHeaders: boolean;
}

/**
 * Groups recorded calls into cases like those of a plan. Calls of a caller whom the contract refuses become the same cell of
 * the access matrix as in a run; of all others only the answer is judged. The same calls always make the same cases.
 */
export function groupCalls(calls: readonly RecordedCall[]): readonly RecordedCase[] {
  const groups = new Map<string, RecordedCall[]>();
  for (const call of calls) {
    const id = idOf(call);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [call]);
    else group.push(call);
  }
  return [...groups].flatMap(([id, group]) => {
    const [first] = group;
    return first === undefined ? [] : [toCase(id, first, group)];
  });
}

function idOf(call: RecordedCall): string {
  const { operation, caller, hasBody, hasHeaders } = call;
  if (isCell(call)) return `${operation.id}/tier-matrix/${caller.tier}${hasBody && hasHeaders ? '' : '-in-part'}`;
  return `${operation.id}/conformance/${variantOf(call)}`;
}

/** Tells whether a call belongs to a cell of the access matrix: its caller has to be refused. */
function isCell({ caller, isOutside }: RecordedCall): boolean {
  return !isOutside && caller.refusal !== undefined;
}

function variantOf({ caller, exchange, hasBody, hasHeaders, isOutside }: RecordedCall): string {
  const method = isOutside ? `-${exchange.request.method.toLowerCase()}` : '';
  const parts = `${hasBody ? '' : '-without-body'}${hasHeaders ? '' : '-without-headers'}`;
  return `recorded${method}-${exchange.outcome.status}-${caller.tier.replace(/\W+/g, '-')}${parts}`;
}

function toCase(id: string, first: RecordedCall, group: readonly RecordedCall[]): RecordedCase {
  const { operation, entry, caller, hasBody, hasHeaders } = first;
  const testCase: Case = {
    id,
    operationId: operation.id,
    family: isCell(first) ? 'tier-matrix' : 'conformance',
    variant: isCell(first) ? caller.tier : variantOf(first),
    title: `recorded: ${first.exchange.request.method} ${operation.path} answered ${first.exchange.outcome.status}`,
    tier: caller.tier,
    clause: isCell(first) ? operation.securityPointer : operation.pointer,
    effect: entry.effect,
    reach: entry.reach,
    steps: [],
  };
  const steps = group.map((call, index) => ({
    step: toStep(call),
    index,
    exchange: call.exchange,
    lost: 0,
    isBudgetSpent: false,
  }));
  return {
    testCase: { ...testCase, steps: steps.map(({ step }) => step) },
    steps,
    bound: new Map(),
    hasBody,
    hasHeaders,
  };
}

function toStep(call: RecordedCall): Step {
  const { operation, caller, exchange, isOutside } = call;
  const expectation = isOutside
    ? ({ kind: 'unrouted', because: `the contract has no ${exchange.request.method} on ${operation.path}` } as const)
    : expectationOf(operation, exchange.outcome, caller);
  return {
    purpose: 'probe',
    title: `recorded ${exchange.requestId}`,
    tier: caller.tier,
    request: toTemplate(operation, exchange),
    expectation,
    binds: {},
    sees: expectation.kind === 'success' ? seesOf(call) : [],
    ...(isOutside ? { outside: true as const } : {}),
    planned: false,
    settles: [],
  };
}

/** Expects a success or a documented error, since a recording does not show which of them the request deserved. */
function expectationOf(operation: Operation, { status }: Answer, caller: Caller): Expectation {
  if (caller.refusal !== undefined) return caller.refusal;
  if (isDenial(status))
    return { kind: 'unauthenticated', statuses: [401, 403], because: 'whoever called was not let in' };
  const declared = operation.responses.flatMap((response) =>
    /^\d+$/.test(response.status) ? [Number(response.status)] : [],
  );
  if (isSuccess(status))
    return {
      kind: 'success',
      statuses: [...new Set([...declared.filter(isSuccess), status])],
    };
  return { kind: 'accepted', statuses: declared };
}

/** Lists what the answer has to repeat of the request, as in a run. */
function seesOf({ entry, path, exchange }: RecordedCall): readonly SeenClause[] {
  const query = Object.fromEntries(new URLSearchParams(exchange.request.url.split('?')[1] ?? ''));
  const always = (entry.always ?? []).map(buildSeen).filter((clause) => namesIn(clause).length === 0);
  return [...always, ...identityOf(entry, path, query), ...echoOf(entry, jsonOf(exchange.request.body))];
}

function jsonOf(text: string | undefined): JsonValue | undefined {
  if (text === undefined) return undefined;
  const parsed = parseJson(text);
  return parsed.kind === 'json' && isJsonObject(parsed.value) ? parsed.value : undefined;
}

/** The headers that are needed to repeat a request; a browser sends a dozen more. */
const KEPT_HEADERS = /^(?:accept|authorization|content-type|cookie|x-(?!request-id$).+)$/i;

/** Makes a template of a request, for the command that repeats it: markers of secrets become names of variables. */
function toTemplate(operation: Operation, { request }: Exchange): RequestTemplate {
  const [address = '', query = ''] = splitOnce(request.url, '?');
  const path = /^[a-z]+:\/\/[^/]+(\/.*)$/i.exec(address)?.[1] ?? '/';
  return {
    operationId: operation.id,
    service: operation.service,
    ...(operation.service === 'tenant' ? { tenantSlug: '${org.slug}' } : {}),
    method: request.method,
    path: nameSecrets(path),
    query: query === '' ? [] : query.split('&').map((pair) => splitPair(nameSecrets(pair))),
    headers: request.headers
      .filter(([name]) => KEPT_HEADERS.test(name))
      .map(([name, value]): HeaderLine => [nameSecrets(name), nameSecrets(value)]),
    ...(request.body === undefined ? {} : { body: { kind: 'text', text: nameSecrets(request.body) } }),
  };
}

function splitOnce(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function splitPair(pair: string): readonly [string, string] {
  const [name = '', value = ''] = splitOnce(pair, '=');
  return [name, value];
}

/** Turns markers of secrets into placeholders. `${` in the recording itself is broken up: placeholders reach a shell. */
function nameSecrets(text: string): string {
  return text
    .replaceAll('${', '$ {')
    .replace(/\[secret:([^\]]+)\]/g, (_, label: string) => placeholderOf(secretName(label.replace(/\W+/g, '_'))));
}
