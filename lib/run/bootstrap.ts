import { fillText, namesIn } from '../cases/bind.ts';
import type { Clock } from '../core/clock.ts';
import { HarnessError } from '../core/errors.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import type { Removal } from '../cases/removal.ts';
import type { Gap } from '../findings/finding.ts';
import type { CleanupLedger } from '../target/cleanup-ledger.ts';
import type { BootstrapStep, Take } from './bootstrap-steps.ts';
import { describeOutcome } from './case-runner.ts';
import { valuesForRemoval } from './values-for-removal.ts';
import type { Sent, Wire } from './wire.ts';

export interface BootstrapOptions {
  readonly wire: Wire;
  readonly ledger: CleanupLedger;
  readonly clock: Clock;
  /** Filled as the steps go on; `secret.*` names go to `addSecret` as well. */
  readonly bindings: Map<string, string>;
  readonly addSecret: (label: string, value: string) => void;
  readonly pollIntervalMs: number;
  readonly timeoutMs: Readonly<Record<'provision' | 'tenantReady', number>>;
  readonly onProgress: (text: string) => void;
  /** Ends it before the next request. */
  readonly signal?: AbortSignal;
}

export interface BootstrapResult {
  readonly requests: Readonly<Record<string, number>>;
  /** Requests beyond the first of a step that had to wait. */
  readonly polling: number;
  readonly gaps: readonly Gap[];
}

/**
 * Derives what the configuration does not give. A step that fails leaves its names unbound, and what rests on them
 * becomes a gap with that reason. A target that cannot be reached at all, or an org that never gets ready, ends the run.
 */
export async function runBootstrap(
  options: BootstrapOptions,
  steps: readonly BootstrapStep[],
): Promise<BootstrapResult> {
  const requests: Record<string, number> = {};
  const gaps: Gap[] = [];
  let polling = 0;
  for (const step of steps) {
    throwIfInterrupted(options.signal);
    const missing = namesIn(step.request).filter((name) => !options.bindings.has(name));
    if (missing.length > 0) continue;
    options.onProgress(step.title);
    const entry = step.removal === undefined ? undefined : intend(options, step, step.removal);
    const { sent, repeats } = await sendStep(options, step);
    polling += repeats;
    const counted = step.request.operationId;
    requests[counted] = (requests[counted] ?? 0) + 1;
    const problem = takeAll(options, step, sent);
    if (entry !== undefined) finishEntry(options, step, entry, sent);
    if (problem !== undefined) gaps.push({ rule: 'gap.credential-unproven', reason: `${step.title}: ${problem}` });
  }
  return { requests, polling, gaps };
}

function intend(options: BootstrapOptions, step: BootstrapStep, removal: Removal): string {
  return options.ledger.intend({ kind: step.id, name: step.id, ...removal, values: known(options, removal) });
}

function finishEntry(options: BootstrapOptions, step: BootstrapStep, entry: string, sent: Sent): void {
  const { outcome } = sent.exchange;
  if (outcome.kind !== 'answered') return;
  if (outcome.status >= 200 && outcome.status < 300) options.ledger.bind(entry, known(options, step.removal));
  else if (outcome.status < 500) options.ledger.settle(entry, `refused with ${outcome.status}`);
}

function known(options: BootstrapOptions, removal: Removal | undefined): Record<string, string> {
  return valuesForRemoval(removal, options.bindings);
}

async function sendStep(options: BootstrapOptions, step: BootstrapStep): Promise<{ sent: Sent; repeats: number }> {
  const startedAt = options.clock.monotonicMs();
  for (let repeats = 0; ; repeats += 1) {
    throwIfInterrupted(options.signal);
    const first = await options.wire.send(step.request, options.bindings);
    const isElsewhere =
      step.otherwise !== undefined &&
      first.exchange.outcome.kind === 'answered' &&
      first.exchange.outcome.status === 404;
    const sent =
      isElsewhere && step.otherwise !== undefined ? await options.wire.send(step.otherwise, options.bindings) : first;
    throwIfUnreachable(sent);
    if (step.poll === undefined || isThere(step, sent)) return { sent, repeats };
    const waitedMs = options.clock.monotonicMs() - startedAt;
    const limitMs = options.timeoutMs[step.poll.timeout];
    if (waitedMs + options.pollIntervalMs > limitMs) {
      throw new HarnessError(
        'timeout',
        `gave up after ${Math.round(limitMs / 1000)} s on the step "${step.title}": the last answer was ${describeOutcome(sent.exchange)}`,
        [
          `raise ${step.poll.timeout === 'provision' ? 'PROVISION_TIMEOUT_MS' : 'TENANT_READY_TIMEOUT_MS'} if the deployment is merely slow`,
        ],
      );
    }
    options.onProgress(`${step.title} (${Math.round(waitedMs / 1000)} s)`);
    await sleepUnlessInterrupted(options);
  }
}

/** In short naps: whoever interrupts does not want to wait for the next look. */
async function sleepUnlessInterrupted({ clock, pollIntervalMs, signal }: BootstrapOptions): Promise<void> {
  for (let leftMs = pollIntervalMs; leftMs > 0 && signal?.aborted !== true; leftMs -= NAP_MS)
    await clock.sleep(Math.min(NAP_MS, leftMs));
}

const NAP_MS = 250;

function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new HarnessError('interrupted', 'the run was interrupted while it was being prepared; nothing was judged');
}

function isThere(step: BootstrapStep, { exchange, raw }: Sent): boolean {
  if (exchange.outcome.kind !== 'answered') return false;
  const { status } = exchange.outcome;
  // Refusals and mistakes of ours do not get better by waiting; 404 and 5xx may.
  if (status >= 400 && status < 500 && status !== 404) return true;
  if (status < 200 || status >= 300) return false;
  return step.poll?.until === undefined || valueAtPointer(raw, step.poll.until.at) === step.poll.until.equals;
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  dns: 'its host name cannot be resolved',
  refused: 'the connection is refused',
  tls: 'its TLS certificate is not trusted',
  timeout: 'it does not answer in time',
};

function throwIfUnreachable({ exchange }: Sent): void {
  const { outcome } = exchange;
  if (outcome.kind === 'answered') return;
  const why = UNREACHABLE[outcome.reason];
  if (why === undefined) return;
  const origin = new URL(exchange.request.url).origin;
  throw new HarnessError('unreachable', `cannot reach ${origin}: ${why} (${outcome.detail})`, [
    outcome.reason === 'tls'
      ? 'set TLS_CA_FILE to a file with the certificate authority, if it is one of your own'
      : 'check CP_BASE_URL and TENANT_BASE_URL',
  ]);
}

function takeAll(options: BootstrapOptions, step: BootstrapStep, sent: Sent): string | undefined {
  const { outcome } = sent.exchange;
  if (outcome.kind !== 'answered' || outcome.status < 200 || outcome.status >= 300)
    return describeOutcome(sent.exchange);
  const missing = step.takes.filter((take) => !takeOne(options, take, sent.raw));
  return missing.length === 0
    ? undefined
    : `the answer has no ${missing.map((take) => (take.kind === 'member' ? take.at : take.kind === 'status' ? 'success' : `org ${take.slug}`)).join(', ')}`;
}

function takeOne(options: BootstrapOptions, take: Take, raw: JsonValue | undefined): boolean {
  const value = valueOf(options, take, raw);
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  options.bindings.set(take.name, String(value));
  if (take.name.startsWith('secret.')) options.addSecret(take.name.slice('secret.'.length), String(value));
  return true;
}

function valueOf(options: BootstrapOptions, take: Take, raw: JsonValue | undefined): JsonValue | undefined {
  switch (take.kind) {
    case 'member':
      return valueAtPointer(raw, take.at);
    case 'org-in-list':
      return idInList(raw, fillText(take.slug, options.bindings));
    case 'status':
      // Shorter than what is taken for a value of the run and replaced by its name in texts.
      return 'yes';
  }
}

function idInList(raw: JsonValue | undefined, slug: string): JsonValue | undefined {
  if (!Array.isArray(raw)) return undefined;
  const found = (raw as readonly JsonValue[]).find((item) => isJsonObject(item) && item['slug'] === slug);
  return isJsonObject(found) ? found['id'] : undefined;
}
