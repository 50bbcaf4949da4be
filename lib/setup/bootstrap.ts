import { defined } from '../core/defined.ts';
import { fillText, namesIn } from '../cases/bind.ts';
import { proposeAccommodation } from '../cases/propose-accommodation.ts';
import type { Clock } from '../core/clock.ts';
import { HarnessError } from '../core/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import { describeInItsWords } from '../exchange/describe-in-its-words.ts';
import { type Exchange, isProxyPage, whyNotMade } from '../exchange/exchange.ts';
import { isClientError, isSuccess } from '../exchange/status.ts';
import type { Gap } from '../findings/finding.ts';
import { type CleanupLedger, valuesForRemoval } from '../cleanup/cleanup-ledger.ts';
import type { BootstrapStep, Extraction, WaitName } from './bootstrap-step.ts';
import type { ShowInstance } from './show-service.ts';
import {
  describeUnreachable,
  isUnreachable,
  throwIfBudgetSpent,
  throwIfUnreachable,
} from '../transport/unreachable.ts';
import { throwIfInterrupted } from '../transport/stop-sending.ts';
import { describeUnremovable, isRefusedRemoval } from '../cleanup/refused-removal.ts';
import { sendPreferred } from '../transport/send-preferred.ts';
import { proveGone } from '../cleanup/prove-gone.ts';
import type { Sent, Wire } from '../transport/wire.ts';
import type { Removal } from '../cases/case.ts';
import { kindOf, labelOf, toVariable } from '../core/names.ts';

interface BootstrapOptions {
  readonly wire: Wire;
  readonly ledger: CleanupLedger;
  readonly clock: Clock;
  /** Filled as the steps go on; `secret.*` names go to `addSecret` as well. */
  readonly bindings: Map<string, string>;
  readonly addSecret: (label: string, value: string) => void;
  readonly pollIntervalMs: number;
  readonly timeoutMs: Readonly<Record<WaitName, number>>;
  /** How many cases are left where the run ends here. */
  readonly cases: number;
  readonly onProgress: (text: string) => void;
  /** Shows that what answers at the address of an instance is of this API, before anything is made there. */
  readonly showInstance: ShowInstance;
  /** Ends it before the next request; the wire sends nothing more either. */
  readonly signal?: AbortSignal;
}

export interface BootstrapResult {
  readonly requests: Readonly<Record<string, number>>;
  /** Requests beyond the first of a step that had to wait. */
  readonly polling: number;
  readonly gaps: readonly Gap[];
  readonly failed: readonly FailedStep[];
  /** By the title of a step that failed: the names that are not bound for that, by this step or by those that rest on it. */
  readonly lostTo: ReadonlyMap<string, ReadonlySet<string>>;
  /** Why nothing more is made that a call removes, by the operation id of that call. */
  readonly unremovable: ReadonlyMap<string, string>;
}

/** A step of the set-up that failed. */
export interface FailedStep {
  readonly operationId: string;
  readonly title: string;
  /** Method and path. */
  readonly request: string;
  /** The answer, in the server's own words. */
  readonly seen: string;
  readonly exchange: Exchange;
  /** What to write into a file of accommodations, where the answer says what is missing. */
  readonly proposal?: string;
}

/**
 * Carries out the steps that derive what the configuration does not give. A step that fails leaves its names unbound, and everything
 * that needs them becomes a gap with that reason. A target that cannot be reached, or an org that never gets ready, ends the run.
 */
export async function runBootstrap(
  options: BootstrapOptions,
  steps: readonly BootstrapStep[],
): Promise<BootstrapResult> {
  const requests: Record<string, number> = {};
  const gaps: Gap[] = [];
  const failed: FailedStep[] = [];
  const lostTo = new Map<string, Set<string>>();
  const lose = ({ extracts }: BootstrapStep, titles: readonly string[]): void => {
    for (const title of titles)
      lostTo.set(title, new Set([...(lostTo.get(title) ?? []), ...extracts.map(({ name }) => name)]));
  };
  const unremovable = new Map<string, string>();
  /** By the operation id of a removal: the title of the step that it was refused in. */
  const refusals = new Map<string, string>();
  const stranded: BootstrapStep[] = [];
  let polling = 0;
  for (const [index, step] of steps.entries()) {
    const missing = namesIn(step.request).filter((name) => !options.bindings.has(name));
    if (missing.length > 0) {
      lose(
        step,
        missing.flatMap((name) => [...lostTo].flatMap(([title, names]) => (names.has(name) ? [title] : []))),
      );
      continue;
    }
    const why = step.removal && unremovable.get(step.removal.undo.operationId);
    if (why !== undefined) {
      if (takeStranded(options.bindings, step, stranded)) continue;
      const refusedIn = refusals.get(step.removal?.undo.operationId ?? '');
      lose(step, refusedIn === undefined ? [step.title] : [step.title, refusedIn]);
      gaps.push({ rule: 'gap.credential-unproven', reason: `${step.title}: ${why}` });
      continue;
    }
    if (!isWaitingForHost(step)) await options.showInstance(step.request);
    options.onProgress(step.title);
    const left = `nothing was judged: ${steps.length - index} steps before the first case are left, and all ${options.cases} cases`;
    const { sent, entry, repeats, isDone } = await carryOut(options, step, left);
    polling += repeats;
    const counted = step.request.operationId;
    requests[counted] = (requests[counted] ?? 0) + 1;
    throwIfOrgIsAnother(options, step, sent);
    const first = isDone === true ? undefined : extractAll(options, step, sent);
    const { problem, tries } =
      first === undefined ? { problem: first, tries: 0 } : await tryOtherWays(options, step, sent, first);
    polling += tries;
    if (entry !== undefined) finishEntry(options, step, entry, sent);
    if (isRefusedRemoval(sent.exchange.outcome) && isRemoval(step, steps)) {
      unremovable.set(counted, describeUnremovable(step.request, sent.exchange));
      refusals.set(counted, step.title);
      stranded.push(...steps.filter(({ id }) => id === step.completes));
    }
    if (problem !== undefined && step.ends !== undefined) options.bindings.delete(step.ends);
    if (problem === undefined || step.looksFor !== undefined || step.isOptional === true) continue;
    gaps.push({ rule: 'gap.credential-unproven', reason: `${step.title}: ${problem}` });
    const { method, path } = step.request;
    lose(step, [step.title]);
    if (step.ends !== undefined) lostTo.get(step.title)?.add(step.ends);
    failed.push({
      operationId: counted,
      title: step.title,
      request: `${method} ${path.replace(/\$\{(?:[^}]*\.)?([^}.]+)\}/g, '{$1}')}`,
      seen: problem,
      exchange: sent.exchange,
      ...defined({ proposal: proposeAccommodation(counted, sent.exchange) }),
    });
  }
  return { requests, polling, gaps, failed, lostTo, unremovable };
}

/** Takes a thing whose removal was refused in place of another that would have been made there: it stays in any case. */
function takeStranded(bindings: Map<string, string>, step: BootstrapStep, stranded: BootstrapStep[]): boolean {
  const index = stranded.findIndex(
    ({ request }) => request.operationId === step.request.operationId && request.tenantSlug === step.request.tenantSlug,
  );
  const [taken] = index < 0 ? [] : stranded.splice(index, 1);
  taken?.extracts.forEach(({ name }, at) => {
    const value = bindings.get(name);
    const wanted = step.extracts[at]?.name;
    if (value !== undefined && wanted !== undefined) bindings.set(wanted, value);
  });
  return taken !== undefined;
}

/** Whether a step removes what another step made. */
function isRemoval({ request }: BootstrapStep, steps: readonly BootstrapStep[]): boolean {
  return steps.some(({ removal }) => removal?.undo.operationId === request.operationId);
}

interface CarriedOut {
  readonly sent: Sent;
  /** Id in the ledger. */
  readonly entry?: string;
  readonly repeats: number;
  /** An earlier attempt, whose answer was lost, already had the effect. */
  readonly isDone?: true;
}

const MOST_TRIES = 4;

/**
 * Sends a step, and again where its answer was lost. A thing that a lost attempt may have made has an entry of its own in the
 * ledger, and is looked for by its name when the run cleans up.
 */
async function carryOut(options: BootstrapOptions, step: BootstrapStep, left: string): Promise<CarriedOut> {
  for (let repeats = 0; ; repeats += 1) {
    throwIfInterrupted(options.signal);
    const entry = step.removal === undefined ? undefined : intend(options, step, step.removal);
    if (entry !== undefined) await options.ledger.synced();
    const made = await sendStep(options, step);
    const why = whyNotMade(made.sent.exchange);
    if (entry !== undefined && why !== undefined) options.ledger.settle(entry, why);
    throwIfBudgetSpent(made.sent, step.title, left);
    if (!isWaitingForHost(step)) throwIfUnreachable(made.sent);
    const done = { ...made, repeats: made.repeats + repeats, ...defined({ entry }) };
    if (made.sent.lost === 0 || step.request.method === 'GET')
      return repeats === 0 ? done : await adopt(options, step, done);
    if (!isLost(made.sent) || repeats + 1 >= MOST_TRIES) return done;
    await sleepUnlessInterrupted(options);
  }
}

/** Takes the effect of an earlier attempt for done: the thing is gone already, or there already and found by `ifThere`. */
async function adopt(options: BootstrapOptions, step: BootstrapStep, done: CarriedOut): Promise<CarriedOut> {
  const { outcome } = done.sent.exchange;
  if (step.request.method === 'DELETE' && proveGone({ kind: 'removal' }, done.sent, options.bindings) !== undefined) {
    for (const extraction of step.extracts) extract(options, extraction, done.sent.raw);
    return { ...done, isDone: true };
  }
  if (step.ifThere === undefined || outcome.kind !== 'answered' || outcome.status !== 409) return done;
  const sent = await options.wire.send(step.ifThere.request, options.bindings);
  const areBound = step.ifThere.extracts.map((extraction) => extract(options, extraction, sent.raw));
  return { sent, repeats: done.repeats + 1, ...(areBound.every(Boolean) ? { isDone: true as const } : {}) };
}

function isLost({ exchange: { outcome } }: Sent): boolean {
  return outcome.kind === 'failed' || isProxyPage(outcome);
}

function intend(options: BootstrapOptions, step: BootstrapStep, removal: Removal): string {
  for (const extraction of step.extracts)
    if (extraction.kind === 'name') options.bindings.set(extraction.name, fillText(extraction.sent, options.bindings));
  const values = valuesForRemoval(removal, options.bindings);
  return options.ledger.intend({ kind: step.id, name: step.id, ...removal, values });
}

function finishEntry(options: BootstrapOptions, step: BootstrapStep, entry: string, sent: Sent): void {
  const { outcome } = sent.exchange;
  if (outcome.kind === 'answered' && isSuccess(outcome.status))
    options.ledger.bind(entry, valuesForRemoval(step.removal, options.bindings));
}

async function sendStep(options: BootstrapOptions, step: BootstrapStep): Promise<{ sent: Sent; repeats: number }> {
  const startedAt = options.clock.monotonicMs();
  for (let repeats = 0; ; repeats += 1) {
    const sent = await sendOnce(options, step);
    const { poll } = step;
    const isHopeless = sent.isBudgetSpent || (isUnreachable(sent.exchange) && !isWaitingForHost(step));
    if (poll === undefined || isHopeless || isPollOver(step, sent)) return { sent, repeats };
    const waitedMs = options.clock.monotonicMs() - startedAt;
    const limitMs = options.timeoutMs[poll.timeout];
    if (waitedMs + options.pollIntervalMs > limitMs) throw gaveUp(step, sent, limitMs);
    options.onProgress(`${step.title} (${Math.round(waitedMs / 1000)} s)`);
    await sleepUnlessInterrupted(options);
  }
}

/** Sleeps in short naps, so that a signal is heard before the next look is due. */
async function sleepUnlessInterrupted({ clock, pollIntervalMs, signal }: BootstrapOptions): Promise<void> {
  for (let leftMs = pollIntervalMs; leftMs > 0 && signal?.aborted !== true; leftMs -= NAP_MS)
    await clock.sleep(Math.min(NAP_MS, leftMs));
}

const NAP_MS = 250;

/** Whether a step waits for a new tenant, whose host cannot be reached until it has a name, a certificate and a server. */
function isWaitingForHost({ poll }: BootstrapStep): boolean {
  return poll?.timeout === 'tenantReady';
}

async function sendOnce({ wire, bindings }: BootstrapOptions, step: BootstrapStep): Promise<Sent> {
  const first = await sendPreferred((request) => wire.send(request, bindings), step.request);
  const { outcome } = first.exchange;
  const isElsewhere = step.otherwise !== undefined && outcome.kind === 'answered' && outcome.status === 404;
  return isElsewhere && step.otherwise !== undefined ? wire.send(step.otherwise, bindings) : first;
}

const VARIABLE_OF_WAIT: Readonly<Record<WaitName, string>> = {
  provision: 'PROVISION_TIMEOUT_MS',
  adminToken: 'ADMIN_TOKEN_TIMEOUT_MS',
  tenantReady: 'TENANT_READY_TIMEOUT_MS',
};

function gaveUp({ title, poll }: BootstrapStep, { exchange, raw }: Sent, limitMs: number): HarnessError {
  const seen = poll?.until === undefined ? undefined : valueAtPointer(raw, poll.until.at);
  const said = seen === undefined ? '' : ` with ${poll?.until?.at.slice(1) ?? ''} ${JSON.stringify(seen)}`;
  const last =
    exchange.outcome.kind === 'answered'
      ? `the last answer was ${exchange.outcome.status}${said}`
      : `at last, ${describeUnreachable(exchange)}`;
  const variable = VARIABLE_OF_WAIT[poll?.timeout ?? 'provision'];
  return new HarnessError('timeout', `gave up after ${Math.round(limitMs / 1000)} s on the step "${title}": ${last}`, [
    `raise ${variable} if the deployment is merely slow`,
  ]);
}

function isPollOver(step: BootstrapStep, { exchange, raw }: Sent): boolean {
  if (exchange.outcome.kind !== 'answered') return false;
  const { status } = exchange.outcome;
  // Waiting does not help against refusals and mistakes of ours; it may against 404 and 5xx.
  if (isClientError(status) && status !== 404) return true;
  if (!isSuccess(status)) return false;
  return step.poll?.until === undefined || valueAtPointer(raw, step.poll.until.at) === step.poll.until.equals;
}

/** Learns the names of a step in another way, where its answer does not have them. A thing that was not made is not looked for. */
async function tryOtherWays(
  options: BootstrapOptions,
  { request, orElse = [] }: BootstrapStep,
  { exchange: { outcome } }: Sent,
  problem: string,
): Promise<{ readonly problem: string | undefined; readonly tries: number }> {
  const isMade = request.method === 'GET' || (outcome.kind === 'answered' && isSuccess(outcome.status));
  let tries = 0;
  for (const way of isMade ? orElse : []) {
    tries += 1;
    const sent = await options.wire.send(way.request, options.bindings);
    if (extractAll(options, way, sent) === undefined) return { problem: undefined, tries };
  }
  return { problem, tries };
}

function extractAll(options: BootstrapOptions, step: Pick<BootstrapStep, 'extracts'>, sent: Sent): string | undefined {
  const { outcome } = sent.exchange;
  if (outcome.kind !== 'answered' || !isSuccess(outcome.status)) return describeInItsWords(sent.exchange);
  const missing = step.extracts.filter((extraction) => !extract(options, extraction, sent.raw));
  return missing.length === 0 ? undefined : `the answer has no ${missing.map(describeExtraction).join(', ')}`;
}

/** Ends the run where a configured org is not there, or has another id: every answer about it would be held against the deployment. */
function throwIfOrgIsAnother(options: BootstrapOptions, step: BootstrapStep, { exchange, raw }: Sent): void {
  const { outcome } = exchange;
  const { operationId } = step.request;
  if (step.looksFor !== undefined && outcome.kind === 'answered' && outcome.status === 404 && !isProxyPage(outcome))
    throw orgIsNotThere(step.looksFor, `${operationId} answers 404 for it`);
  for (const { name, ...extraction } of step.extracts) {
    if (extraction.kind !== 'org-in-list' || extraction.setBy === undefined || !isListOfOrgs(raw)) continue;
    const slug = fillText(extraction.slug, options.bindings);
    const found = raw.find((item) => item['slug'] === slug);
    if (found === undefined)
      throw orgIsNotThere(extraction.setBy, `it is not among the ${raw.length} that ${operationId} lists`);
    const configured = options.bindings.get(name);
    if (configured === undefined || found['id'] === undefined || found['id'] === configured) continue;
    throw new HarnessError(
      'not-accepted',
      `${toVariable(name)} is not the id of the org that ${extraction.setBy} names: ${operationId} lists it under another; nothing was judged`,
      [`set ${toVariable(name)} to the id of that org, or remove it: the run looks it up then`],
    );
  }
}

function orgIsNotThere(variable: string, because: string): HarnessError {
  return new HarnessError(
    'not-accepted',
    `${variable} names an org that this deployment does not have: ${because}; nothing was judged`,
    [`set ${variable} to the slug of an org that is there, or remove it: the run makes one of its own then`],
  );
}

function isListOfOrgs(raw: JsonValue | undefined): raw is readonly (JsonObject & { readonly slug: string })[] {
  return Array.isArray(raw) && raw.every((item: unknown) => isJsonObject(item) && typeof item['slug'] === 'string');
}

function describeExtraction(extraction: Extraction): string {
  if (extraction.kind === 'member' || extraction.kind === 'name') return extraction.at;
  return extraction.kind === 'org-in-list' ? `org ${extraction.slug}` : extraction.name;
}

/** Binds the name of an extraction; false where the answer does not have its value. */
function extract(options: BootstrapOptions, extraction: Extraction, raw: JsonValue | undefined): boolean {
  const value = valueOf(options, extraction, raw);
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  const { name } = extraction;
  options.bindings.set(name, String(value));
  if (kindOf(name) === 'secret') options.addSecret(labelOf(name), String(value));
  return true;
}

function valueOf(options: BootstrapOptions, extraction: Extraction, raw: JsonValue | undefined): JsonValue | undefined {
  switch (extraction.kind) {
    case 'member':
      return valueAtPointer(raw, extraction.at);
    case 'org-in-list':
      return idInList(raw, fillText(extraction.slug, options.bindings));
    case 'name':
      return valueAtPointer(raw, extraction.at) ?? fillText(extraction.sent, options.bindings);
    case 'text':
      return fillText(extraction.text, options.bindings);
    case 'status':
      // Too short to be taken for a value of the run, which would be replaced by its name in texts.
      return 'yes';
  }
}

function idInList(raw: JsonValue | undefined, slug: string): JsonValue | undefined {
  if (!Array.isArray(raw)) return undefined;
  const found = (raw as readonly JsonValue[]).find((item) => isJsonObject(item) && item['slug'] === slug);
  return isJsonObject(found) ? found['id'] : undefined;
}
