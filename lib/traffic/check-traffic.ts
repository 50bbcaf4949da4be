import type { Compared, Comparison } from '../access/read-access.ts';
import { createEntryLookup } from '../cases/operation-entry.ts';
import type { Plan } from '../cases/plan.ts';
import { defined } from '../core/defined.ts';
import { isSuccess } from '../exchange/status.ts';
import type { HarTraffic } from '../exchange/parse-har.ts';
import type { Redactor } from '../exchange/redaction.ts';
import type { Gap, Occurrence } from '../findings/finding.ts';
import type { JournalLine, RunFacts, RunRecord } from '../findings/run-record.ts';
import { buildRecord } from '../run/build-record.ts';
import { lineOfExchange, linesOfCase } from '../run/journal-lines.ts';
import { judgeCase, type JudgedCase } from '../run/judge-case.ts';
import type { Inputs } from '../setup/read-inputs.ts';
import { OperationObserver } from '../run/observe.ts';
import { ruleOf } from '../rules/rules.ts';
import { credentialPlaces, credentialsIn, identifyCaller, UNKNOWN_CALLER } from './caller.ts';
import { createMatcher, type ApiBase } from './match-operation.ts';
import { recordEntry, type RecordTools } from './record-entry.ts';
import { groupCalls, type RecordedCall, type RecordedCase } from './recorded-case.ts';
import { sortTraffic, type MatchedEntry, type SortedTraffic } from './sort-traffic.ts';
import { TrafficSecrets } from './traffic-secrets.ts';
import { reportUndocumented } from './undocumented-paths.ts';

export interface TrafficOptions {
  readonly inputs: Inputs;
  readonly traffic: HarTraffic;
  readonly bases: readonly ApiBase[];
  /** Knows the secrets of the configuration. */
  readonly redactor: Redactor;
  readonly maxBodyBytes: number;
  /** The credentials were removed from the recording. */
  readonly isStripped: boolean;
  readonly run: RunFacts;
}

export interface CheckedTraffic {
  readonly record: RunRecord;
  /** The lines that a run would have written into its journal. */
  readonly journal: readonly JournalLine[];
}

const MOST_JUDGED = 20_000;

/**
 * Judges recorded traffic with the checks of a run, and sends nothing. Judges each exchange alone: a check that compares
 * answers, such as whether a credential is refused like none, has nothing to compare.
 */
export async function checkTraffic(options: TrafficOptions): Promise<CheckedTraffic> {
  const { inputs, redactor } = options;
  const { contract, data } = inputs;
  const sorted = sortTraffic(
    options.traffic,
    createMatcher(contract, data.aliases, options.bases),
    options.bases.length > 0,
  );
  const secrets = learnSecrets(options, sorted);
  const tools: RecordTools = { redactor, secrets, maxBodyBytes: options.maxBodyBytes };
  const calls = await recordCalls(options, sorted.matched.slice(0, MOST_JUDGED), tools);
  const journal = [...judgeCalls(options, calls), ...reportUndocumented(contract, sorted.undocumented, redactor)];
  const record = buildRecord({
    run: options.run,
    contract,
    // Who may call is known only of operations that the data beside the contract describes.
    columns: Object.keys(data.operations).length === 0 ? 0 : contract.platform.callers.list.length,
    data,
    plan: planOf(calls),
    journal,
    // A recording holds what its checks look at; limiters are left out of it.
    met: [],
    otherRequests: {},
    plannedOtherRequests: {},
    polling: 0,
    retries: 0,
    removals: 0,
    gaps: gapsOf(options, calls, sorted),
    notes: [...inputs.notes, ...notesOf(options, calls, sorted, redactor)],
    leftovers: [],
    // A recorded duration says nothing about the service, since the network in between is unknown.
    budgetMs: Number.POSITIVE_INFINITY,
    interrupted: false,
    problems: [],
  });
  return { record, journal };
}

/** Tells the redactor all secrets before the first exchange is made: an answer may hold one that only a later request reveals. */
function learnSecrets({ inputs, redactor }: TrafficOptions, sorted: SortedTraffic): TrafficSecrets {
  const secrets = new TrafficSecrets(inputs.contract, redactor);
  for (const { entry, url, template } of [
    ...sorted.matched.map(({ entry, address, match }) => ({
      entry,
      url: address.url,
      template: match.kind === 'operation' ? match.operation.path : undefined,
    })),
    ...sorted.undocumented.map(({ entry, address }) => ({ entry, url: address.url, template: undefined })),
  ]) {
    const { requestHeaders, requestBody, headers } = entry;
    secrets.learn({
      url,
      template,
      requestHeaders,
      answerHeaders: headers,
      ...defined({ requestBody }),
    });
  }
  return secrets;
}

async function recordCalls(
  options: TrafficOptions,
  entries: readonly MatchedEntry[],
  tools: RecordTools,
): Promise<readonly RecordedCall[]> {
  const { contract, data } = options.inputs;
  const lookup = createEntryLookup(data);
  const recorded: { readonly matched: MatchedEntry; readonly made: Awaited<ReturnType<typeof recordEntry>> }[] = [];
  for (const matched of entries) recorded.push({ matched, made: await recordEntry(matched.entry, tools) });
  const shown = new Set(
    recorded.flatMap(({ made }) => credentialsIn(contract, made.exchange.request).map(({ place }) => place)),
  );
  return recorded.map(({ matched: { match }, made }) => {
    const operation = match.kind === 'operation' ? match.operation : match.onPath;
    const entry = lookup(operation);
    const caller = identifyCaller({ contract, operation, entry, deviations: data.deviations }, made.exchange.request);
    const isShown = credentialPlaces(contract, operation).some((place) => shown.has(place));
    return {
      ...made,
      operation,
      entry,
      path:
        match.kind === 'operation'
          ? Object.fromEntries(Object.entries(match.path).map(([name, value]) => [name, tools.redactor.redact(value)]))
          : {},
      caller: caller.tier === 'anonymous' && !isShown && isStripped(options) ? UNKNOWN_CALLER : caller,
      isOutside: match.kind === 'method',
    };
  });
}

/** Tells whether the recording lacks credentials. Chromium's developer tools leave their headers out of an export by default. */
function isStripped({ isStripped: isSaid, traffic }: TrafficOptions): boolean {
  return isSaid || traffic.creator === 'WebInspector';
}

function judgeCalls(options: TrafficOptions, calls: readonly RecordedCall[]): readonly JournalLine[] {
  const { contract, data, expectations } = options.inputs;
  const observers = new Map<string, OperationObserver>();
  const groups = groupCalls(calls);
  const lines = groups.flatMap((group) => {
    for (const sent of group.steps) {
      const operation = contract.operation(group.testCase.operationId);
      if (operation === undefined) continue;
      const observer = observers.get(operation.id) ?? new OperationObserver(contract, operation);
      observers.set(operation.id, observer);
      observer.see(sent, true);
    }
    const compared = findWiderAccess(groups, group);
    const judged = judgeCase({ contract, data, expectations, compared, blamesConnection: true }, group);
    const { testCase, steps } = group;
    const durationMs = steps.reduce((sum, { exchange }) => sum + exchange.durationMs, 0);
    return [
      ...steps.map((step) => lineOfExchange(testCase.id, step, data)),
      ...linesOfCase(testCase, narrowToRecorded(judged, group), steps.length, durationMs),
    ];
  });
  return [
    ...lines,
    ...[...observers.values()].map((observer) => ({ kind: 'observation', observation: observer.summarise() }) as const),
  ];
}

/**
 * Finds the answers to the same operation that let in a caller without a credential or with a made-up one: findings about
 * other callers follow from these. Nothing else of a recording is compared, since its requests need not be alike.
 */
function findWiderAccess(groups: readonly RecordedCase[], { testCase }: RecordedCase): Comparison {
  if (testCase.family !== 'tier-matrix') return {};
  const letIn = (tier: string): Compared | undefined =>
    groups
      .filter((group) => group.testCase.family === 'tier-matrix' && group.testCase.tier === tier)
      .filter((group) => group.testCase.operationId === testCase.operationId)
      .flatMap((group) => group.steps.map(({ exchange }) => ({ caseId: group.testCase.id, answer: exchange.outcome })))
      .find((found): found is Compared => found.answer.kind === 'answered' && isSuccess(found.answer.status));
  return defined({ nobody: letIn('anonymous'), madeUp: letIn('garbage-bearer') });
}

/** Drops what the recording cannot show from what was judged, and adds what it lacks. */
function narrowToRecorded(judged: JudgedCase, group: RecordedCase): JudgedCase {
  const findings = judged.findings.filter((finding) => isJudgeable(finding, group));
  const gaps = [...judged.gaps, ...missingParts(group)];
  if (judged.followsFrom !== undefined) return { ...judged, state: 'failed', findings, gaps };
  const state = findings.length > 0 ? 'failed' : gaps.length > 0 ? 'inconclusive' : 'passed';
  return { ...judged, state, reason: state === 'inconclusive' ? gaps[0]?.reason : undefined, findings, gaps };
}

/** Tells whether the recording holds the part of the answer that a finding is about. */
function isJudgeable({ rule }: Occurrence, { hasBody, hasHeaders }: RecordedCase): boolean {
  const { needs = [] } = ruleOf(rule);
  return (hasBody || !needs.includes('body')) && (hasHeaders || !needs.includes('headers'));
}

function missingParts({ testCase, hasBody, hasHeaders }: RecordedCase): readonly Gap[] {
  const missing = hasBody ? (hasHeaders ? undefined : 'headers') : 'body';
  if (missing === undefined) return [];
  const reason = `the recording does not hold the ${missing} of the answer, or not all of it`;
  return [
    {
      rule: 'gap.status-untested',
      operationId: testCase.operationId,
      caseId: testCase.id,
      tier: testCase.tier,
      reason,
    },
  ];
}

/** Makes a plan that sends nothing: it only names the operations that have been called. */
function planOf(calls: readonly RecordedCall[]): Plan {
  const sequences = [...new Set(calls.map(({ operation }) => operation.id))].map(
    (operationId) => ({ id: `${operationId}/conformance`, operationId, group: 'conformance', cases: [] }) as const,
  );
  return { preflight: [], sequences, guessed: [], requestsPerOperation: {}, requests: 0, quotaUses: [] };
}

function gapsOf(
  { inputs }: TrafficOptions,
  calls: readonly RecordedCall[],
  { matched }: SortedTraffic,
): readonly Gap[] {
  const called = new Set(calls.map(({ operation }) => operation.id));
  const unseen = inputs.contract.operations
    .filter(({ id }) => !called.has(id))
    .map(({ id }): Gap => ({
      rule: 'gap.operation-untested',
      operationId: id,
      reason: 'the recording does not hold a call of it',
    }));
  const unknown = new Set(calls.flatMap(({ caller, operation }) => (caller === UNKNOWN_CALLER ? [operation.id] : [])));
  const unproven = [...unknown].map((operationId): Gap => ({
    rule: 'gap.credential-unproven',
    operationId,
    reason: 'the recording was made without credentials: whether one was needed does not show',
  }));
  const left = matched.length - MOST_JUDGED;
  const rest: readonly Gap[] =
    left > 0
      ? [{ rule: 'gap.cell-untested', reason: `${left} calls beyond the first ${MOST_JUDGED} of the recording` }]
      : [];
  return [...unseen, ...unproven, ...rest];
}

const MOST_HOSTS = 5;

function notesOf(
  { traffic, run }: TrafficOptions,
  calls: readonly RecordedCall[],
  { ignored, undocumented }: SortedTraffic,
  redactor: Redactor,
): readonly string[] {
  return [
    `nothing was sent: judged from ${run.selection.join(', ')}, recorded by ${traffic.creator}: ${traffic.entries.length} entries, ${calls.length} calls of the contract, ${undocumented.length} of other paths of the API`,
    ...ignored.map(({ reason, count, otherHosts }) => `not judged: ${count} × ${reason}${listHosts(otherHosts)}`),
  ].map((note) => redactor.redact(note));
}

function listHosts(hosts: readonly string[]): string {
  if (hosts.length === 0) return '';
  return ` (${hosts.slice(0, MOST_HOSTS).join(', ')}${hosts.length > MOST_HOSTS ? ', …' : ''})`;
}
