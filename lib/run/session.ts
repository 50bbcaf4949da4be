import { withResolvers, type PromiseWithResolvers } from '../core/with-resolvers.ts';
import { probeOf, type Case, type Sequence } from '../cases/case.ts';
import { sendersOf, type Plan } from '../cases/plan.ts';
import type { ConformanceData } from '../cases/operation-data.ts';
import type { CleanupLedger } from '../cleanup/cleanup-ledger.ts';
import type { Contract } from '../contract/contract.ts';
import type { Expectations } from '../contract/lay-overlays.ts';
import { defined } from '../core/defined.ts';
import type { Severity } from '../core/severity.ts';
import { wasNeverSent, type Exchange } from '../exchange/exchange.ts';
import { listFirst } from '../core/text.ts';
import type { Journal } from '../findings/record-file.ts';
import type { JournalLine } from '../findings/run-record.ts';
import type { Unproven } from '../setup/preflight.ts';
import type { Wire } from '../transport/wire.ts';
import { ruleOf, type GapId, type RuleId } from '../rules/rules.ts';
import { isWorthAskingAgain, settleDoubt } from './doubtful-answers.ts';
import { runCase, type SentCase } from './case-runner.ts';
import { CoveredCases } from './covered-cases.ts';
import { judgeCase, judgeCovered, judgeUnsent, severityFor, type JudgedCase } from './judge-case.ts';
import { answerOf, compareCallers, readCredentialProof } from '../access/compare-callers.ts';
import { namesIn, type Bindings } from '../cases/bind.ts';
import { rareOperations } from '../cases/quotas.ts';
import { Rehearsals } from '../cleanup/rehearsals.ts';
import { aimAt } from '../cases/plan-context.ts';
import { isSuccess } from '../exchange/status.ts';
import type { Comparison } from '../access/read-access.ts';
import { passRouting } from './pass-routing.ts';
import { OperationObserver } from './observe.ts';
import { lineOfExchange, linesOfCase } from './journal-lines.ts';

/** A judged case. */
export interface CaseResult extends JudgedCase {
  /** False where nothing of it was sent. */
  readonly isSent: boolean;
}

/** What a session sends, with what, and what it knows of the credentials. */
export interface SessionParts {
  readonly contract: Contract;
  readonly data: ConformanceData;
  readonly plan: Plan;
  readonly expectations: Expectations;
  /** For everything but removals: sends nothing more once the run is interrupted. */
  readonly wire: Wire;
  readonly removalWire: Wire;
  readonly ledger: CleanupLedger;
  readonly journal: Journal;
  readonly bindings: Bindings;
  readonly addSecret: (label: string, value: string) => void;
  /** Part of every name that the run gives. */
  readonly runToken: string;
  /** Sequences that are sent side by side. */
  readonly concurrency: number;
  /** Credentials that could not be shown to work, by tier or persona. */
  readonly unproven: Readonly<Record<string, Unproven>>;
  /** Why nothing more is made that a call removes, by the operation id of that call: the set-up saw it refused. */
  readonly unremovable: ReadonlyMap<string, string>;
  /** Interrupts it. */
  readonly signal?: AbortSignal;
}

/** Requests in a row that never went out: that does not happen to a host that is there. */
const DEAD_AFTER = 5;
/** Other failures in a row, at several operations, after which the target counts as gone: a few may be those of one operation. */
const SILENT_AFTER = 12;
const SILENT_OPERATIONS = 3;
/** The most cases that are sent a second time: a deployment that drifts everywhere need not be asked everything twice. */
const CASES_ASKED_AGAIN = 200;

/**
 * Sends the cases of the plan and has them judged. Sequences run side by side, the cases of a sequence one after the other;
 * a sequence is judged when all its answers are there, since the cells of the matrix are compared with one another.
 */
export class Session {
  readonly plan: Plan;
  readonly contract: Contract;
  readonly #parts: SessionParts;
  readonly #outcomes = new Map<string, PromiseWithResolvers<CaseResult>>();
  /** By case id. */
  readonly #results = new Map<string, CaseResult>();
  readonly #observers = new Map<string, OperationObserver>();
  #running: Promise<void> = Promise.resolve();
  #tell: (result: CaseResult) => void = () => undefined;
  readonly #lostAt = new Set<string>();
  #isGone = false;
  readonly #unremovable: Map<string, string>;
  readonly #rehearsals = new Rehearsals();
  #unanswered: Unanswered[] = [];
  #unsent = new Map<string, number>();
  #askedAgain = { cases: 0, requests: 0 };
  /** By caller: why its credential proves nothing any more. */
  readonly #dead = new Map<string, string>();
  #lastChange: string | undefined;
  #gaveUp: { readonly gap: GapId; readonly reason: string } | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#unremovable = new Map(parts.unremovable);
    this.plan = parts.plan;
    this.contract = parts.contract;
    if (parts.signal?.aborted === true) this.#noteInterruption();
    parts.signal?.addEventListener('abort', () => this.#noteInterruption(), { once: true });
  }

  /** Has each case told as soon as it is judged. */
  onJudged(tell: (result: CaseResult) => void): void {
    this.#tell = tell;
  }

  /** Starts on the sequences; only the cases named are sent. */
  start(sequences: readonly Sequence[], selected: ReadonlySet<string>): void {
    const queue = sequences
      .map((sequence) => ({ ...sequence, cases: sequence.cases.filter((testCase) => selected.has(testCase.id)) }))
      .filter((sequence) => sequence.cases.length > 0);
    const started = queue.flatMap(({ cases }) => cases);
    for (const { id } of started) this.#outcomes.set(id, awaitCase());
    this.#running = this.#runInRounds(queue, new CoveredCases(started)).then(() => this.#writeObservations());
  }

  async #runInRounds(sequences: readonly Sequence[], covering: CoveredCases): Promise<void> {
    const earlier = new Map<string, readonly SentCase[]>();
    for (let next = covering.first(); next.size > 0; next = covering.next(this.#results)) {
      const round = sequences
        .map((sequence) => ({ ...sequence, cases: sequence.cases.filter(({ id }) => next.has(id)) }))
        .filter(({ cases }) => cases.length > 0);
      const lines = lineUpRare(round, rareOperations(this.#parts.data));
      const workers = Array.from({ length: Math.max(1, this.#parts.concurrency) }, async () => {
        for (let line = lines.shift(); line !== undefined; line = lines.shift())
          for (const sequence of line) {
            const before = earlier.get(sequence.id) ?? [];
            earlier.set(sequence.id, [...before, ...(await this.#runSequence(sequence, before))]);
          }
      });
      // All of them, so that nothing is sent any more when one that cannot write its journal ends the run.
      for (const ended of await Promise.allSettled(workers)) if (ended.status === 'rejected') throw ended.reason;
    }
    for (const { testCase, standIn } of covering.left()) this.#finishCovered(testCase, standIn);
  }

  /** The result of a case; waits until its sequence has been judged. */
  outcome(caseId: string): Promise<CaseResult> {
    const waiting = this.#outcomes.get(caseId);
    if (waiting === undefined) throw new Error(`case ${caseId} was not started`);
    return waiting.promise;
  }

  /** Waits until everything that was started has been judged and written down. */
  settled(): Promise<void> {
    return this.#running;
  }

  #noteInterruption(): void {
    this.#giveUp('gap.interrupted', 'the run was interrupted');
  }

  #finishCovered(testCase: Case, standIn: string): void {
    const judged = judgeCovered(testCase, standIn);
    this.#parts.journal.append(linesOfCase(testCase, judged, 0, 0));
    this.#settleCase({ ...judged, isSent: false });
  }

  /** Runs the cases of a sequence. Answers of earlier rounds are compared with, too. */
  async #runSequence(sequence: Sequence, before: readonly SentCase[]): Promise<readonly SentCase[]> {
    const sent: SentCase[] = [];
    const durations = new Map<string, number>();
    for (const testCase of sequence.cases) {
      const startedAt = performance.now();
      await this.#orFault(testCase, async () => {
        const each = await this.#send(testCase);
        this.#note(each);
        sent.push(each);
      });
      durations.set(testCase.id, performance.now() - startedAt);
    }
    const passed = await this.#passRouting(sent);
    const comparedOf = compareCallers([...before, ...passed]);
    for (const each of passed)
      await this.#orFault(each.testCase, () =>
        this.#finish(each, comparedOf(each.testCase), durations.get(each.testCase.id) ?? 0),
      );
    return passed;
  }

  /** Sends again what was turned away before anybody was asked who they are, and writes down what was sent for it. */
  #passRouting(sent: readonly SentCase[]): Promise<readonly SentCase[]> {
    const { bindings: known, journal, data } = this.#parts;
    return passRouting(
      {
        contract: this.contract,
        known,
        send: async (testCase, afterRefusal) => {
          const more = this.#gaveUp === undefined ? await this.#run(testCase) : notSent(testCase);
          this.#askedAgain.requests += more.steps.length;
          journal.append(more.steps.map((step) => ({ ...lineOfExchange(testCase.id, step, data), afterRefusal })));
          return more;
        },
      },
      sent,
    );
  }

  async #send(testCase: Case): Promise<SentCase> {
    const reason = this.#reasonNotToSend(testCase);
    const sent: SentCase = reason === undefined ? await this.#run(testCase) : notSent(testCase);
    if (isUnsent(sent) && (reason === undefined || reason === this.#gaveUp?.reason)) this.#countUnsent(testCase);
    return sent;
  }

  async #run(testCase: Case): Promise<SentCase> {
    const made = testCase.steps.filter(({ expectation }) => expectation.kind === 'success');
    const sent = await this.#rehearsals.during(
      made.flatMap(({ makes }) => makes?.removal?.undo.operationId ?? []),
      () => runCase(this.#runnerOptions(), testCase),
      ({ steps }) =>
        steps.flatMap(({ step, exchange: { outcome } }) =>
          outcome.kind === 'answered' ? [step.request.operationId] : [],
        ),
    );
    if (sent.isInterrupted === true) this.#noteInterruption();
    return sent;
  }

  /** Keeps a fault of this program from costing any other case than the one that it shows in. */
  async #orFault(testCase: Case, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const text = `${testCase.id}: ${error instanceof Error ? error.message : String(error)}`;
      const judged = judgeUnsent(
        testCase,
        'inconclusive',
        'gap.operation-untested',
        `a fault of conform itself: ${text}`,
      );
      this.#outcomes.get(testCase.id)?.reject(error);
      this.#parts.journal.append([{ kind: 'fault', text }, ...linesOfCase(testCase, judged, 0, 0)]);
    }
  }

  async #finish(sent: SentCase, compared: Comparison, durationMs: number): Promise<void> {
    const { testCase, steps } = sent;
    const unsent = this.#judgeUnsent(sent);
    const judged =
      unsent ?? (await this.#blameDeath(sent, await this.#settle(sent, this.#judge(sent, compared, false), compared)));
    const linesFor = (each: JudgedCase): readonly JournalLine[] =>
      linesOfCase(testCase, each, steps.length, durationMs);
    // Only at the end of the run it is known how many other operations lost answers.
    const isOpen = unsent === undefined && steps.some(({ lost }) => lost > 0);
    this.#parts.journal.append(
      isOpen
        ? [
            {
              kind: 'lost-answers',
              operationId: testCase.operationId,
              asDrift: linesFor(judged),
              asGap: linesFor(this.#judge(sent, compared, true)),
            },
          ]
        : linesFor(judged),
    );
    const result = { ...judged, isSent: unsent === undefined };
    this.#results.set(testCase.id, result);
    this.#settleCase(result);
  }

  #settleCase(result: CaseResult): void {
    this.#outcomes.get(result.id)?.resolve(result);
    this.#tell(result);
  }

  #judge(sent: SentCase, compared: Comparison, blamesConnection: boolean): JudgedCase {
    const { contract, data, expectations } = this.#parts;
    const judged = judgeCase({ contract, data, compared, blamesConnection, expectations }, sent);
    // Findings of an interrupted case count. It does not pass because a part of its requests showed none.
    return sent.isInterrupted === true && judged.findings.length === 0
      ? judgeUnsent(sent.testCase, 'inconclusive', 'gap.interrupted', sent.stopped ?? '')
      : judged;
  }

  /** Asks again where something was found that may be chance. */
  async #settle({ testCase, turnedAway }: SentCase, first: JudgedCase, compared: Comparison): Promise<JudgedCase> {
    const isTooMuch = this.#gaveUp !== undefined || this.#askedAgain.cases >= CASES_ASKED_AGAIN;
    if (isTooMuch || !isWorthAskingAgain(testCase, first)) return first;
    this.#askedAgain.cases += 1;
    const sent = { ...(await this.#run(testCase)), ...defined({ turnedAway }) };
    this.#askedAgain.requests += sent.steps.length;
    // Both answers are kept as evidence: the reader has to see which of them was the unusual one.
    const { journal, contract, data } = this.#parts;
    journal.append(sent.steps.map((step) => ({ ...lineOfExchange(testCase.id, step, data), isAgain: true })));
    const severityOf = (rule: RuleId, operationId: string): Severity | undefined =>
      severityFor(data, rule, operationId);
    const second = this.#judge(sent, compared, false);
    return settleDoubt({ contract, first, second, severityOf, ...defined({ again: answerOf(sent, 'probe') }) });
  }

  /**
   * Tells a refused caller from a credential that died on the way. Where the contract lets the caller in, the credential is shown at
   * work once more, elsewhere; if it works nowhere, its refusals prove nothing from then on, and the reason names the last call that
   * changed something.
   */
  async #blameDeath({ testCase }: SentCase, judged: JudgedCase): Promise<JudgedCase> {
    const { tier } = testCase;
    const isLockedOut = judged.findings.some(
      (finding) => finding.tier === tier && ruleOf(finding.rule).locksOut === true,
    );
    const wasProven = this.#parts.unproven[tier] === undefined;
    if (!isLockedOut || !wasProven || this.#gaveUp !== undefined || (await this.#isAlive(testCase))) return judged;
    const since =
      this.#lastChange === undefined ? '' : `; the last call that changed something was ${this.#lastChange}`;
    const reason = `its credential worked before and no longer does${since}`;
    if (testCase.subject === undefined) this.#dead.set(tier, reason);
    return judgeUnsent(testCase, 'inconclusive', 'gap.credential-unproven', reason);
  }

  /** Shows a credential at work by a read of another operation. True as well where there is none that could show it. */
  async #isAlive({ tier, operationId, subject = {} }: Case): Promise<boolean> {
    const probe = this.plan.preflight.find((each) => each.tier === tier);
    const calls = (probe === undefined ? [] : [probe, ...probe.otherwise])
      .map((call) => ({ ...call, request: aimAt(call.request, subject) }))
      .filter(
        (call) =>
          call.operationId !== operationId &&
          call.request.method === 'GET' &&
          namesIn(call.request).every((name) => this.#parts.bindings.has(name)),
      );
    for (const { request, answers } of calls) {
      const { exchange } = await this.#parts.wire.send(request, this.#parts.bindings, {
        isRepeatable: true,
        expected: answers,
      });
      this.#askedAgain.requests += 1;
      const own = exchange.outcome.kind === 'answered' ? exchange.outcome : undefined;
      if (own === undefined || readCredentialProof(answers, { own }) !== 'not-accepted') return true;
    }
    return calls.length === 0;
  }

  #judgeUnsent(sent: SentCase): JudgedCase | undefined {
    const { testCase } = sent;
    if (!isUnsent(sent)) return undefined;
    if (testCase.withheld !== undefined)
      return judgeUnsent(testCase, 'skipped', testCase.withheld.gap, testCase.withheld.reason);
    const unproven = this.#whyUnproven(testCase);
    if (unproven !== undefined) return judgeUnsent(testCase, 'inconclusive', 'gap.credential-unproven', unproven);
    return judgeUnsent(
      testCase,
      'inconclusive',
      this.#gaveUp?.gap ?? 'gap.transport',
      this.#gaveUp?.reason ?? 'not sent',
    );
  }

  #reasonNotToSend(testCase: Case): string | undefined {
    if (testCase.withheld !== undefined) return testCase.withheld.reason;
    return this.#whyUnproven(testCase) ?? this.#gaveUp?.reason;
  }

  /**
   * Returns why a case is not sent whose credential is unproven. Documented calls are sent all the same, if the target itself issued
   * the credential in this run.
   */
  #whyUnproven(testCase: Case): string | undefined {
    for (const sender of sendersOf(testCase)) {
      const death = this.#dead.get(sender);
      if (death !== undefined) return death;
      const unproven = this.#parts.unproven[sender];
      if (unproven === undefined || (unproven.isUsable && isDocumented(testCase))) continue;
      return sender === testCase.tier ? unproven.reason : `it rests on the ${sender}: ${unproven.reason}`;
    }
    return undefined;
  }

  #runnerOptions(): Parameters<typeof runCase>[0] {
    const { wire, removalWire, ledger, bindings, addSecret, data } = this.#parts;
    const answersOf = (operationId: string): readonly number[] => data.operations[operationId]?.probe.answers ?? [];
    return {
      wire,
      removalWire,
      ledger,
      bindings,
      runToken: this.#parts.runToken,
      addSecret,
      answersOf,
      unremovable: this.#unremovable,
    };
  }

  /** Notes observations and lost answers, writes the exchanges to the journal, and watches whether the target is still there. */
  #note(sent: SentCase): void {
    for (const sentStep of sent.steps) {
      const { step, exchange, lost, isBudgetSpent } = sentStep;
      if (lost > 0) this.#lostAt.add(step.request.operationId);
      if (step.request.method !== 'GET' && exchange.outcome.kind === 'answered' && isSuccess(exchange.outcome.status))
        this.#lastChange = step.request.operationId;
      const operation = this.contract.operation(step.request.operationId);
      if (operation === undefined) continue;
      const observer = this.#observers.get(operation.id) ?? new OperationObserver(this.contract, operation);
      this.#observers.set(operation.id, observer);
      observer.see({ step, exchange }, step.purpose === 'probe' && operation.id === sent.testCase.operationId);
      this.#watchTarget(operation.id, exchange, isBudgetSpent);
      this.#parts.journal.append([lineOfExchange(sent.testCase.id, sentStep, this.#parts.data)]);
    }
  }

  #watchTarget(operationId: string, exchange: Exchange, isBudgetSpent: boolean): void {
    const { outcome } = exchange;
    // The wire has waited as long as the budget allows.
    if (outcome.kind === 'answered' && outcome.status === 429 && isBudgetSpent)
      this.#giveUp(
        'gap.budget',
        'the target says 429 and the time that may be waited for it is spent (RETRY_BUDGET_MS)',
      );
    if (outcome.kind === 'answered') {
      this.#unanswered = [];
      return;
    }
    this.#unanswered.push({ operationId, isDead: wasNeverSent(exchange) });
    if (!isGone(this.#unanswered)) return;
    this.#isGone = true;
    this.#giveUp('gap.transport', `the target stopped answering (${outcome.reason}: ${outcome.detail})`);
  }

  #giveUp(gap: GapId, reason: string): void {
    this.#gaveUp ??= { gap, reason };
  }

  #countUnsent({ operationId }: Case): void {
    this.#unsent.set(operationId, (this.#unsent.get(operationId) ?? 0) + 1);
  }

  /** The line that says why the run stopped, and which cases it left out. */
  #describeGivingUp(): readonly JournalLine[] {
    if (this.#gaveUp === undefined) return [];
    const { gap, reason } = this.#gaveUp;
    return [{ kind: 'stopped', gap: { rule: gap, reason: `${reason}; ${describeLeft(this.#unsent)}` } }];
  }

  #writeObservations(): void {
    const lines: JournalLine[] = [...this.#observers.values()].map((observer) => ({
      kind: 'observation',
      observation: observer.summarise(),
    }));
    this.#parts.journal.append([
      ...lines,
      ...this.#describeGivingUp(),
      { kind: 'lost', operationIds: [...this.#lostAt], isGone: this.#isGone },
      { kind: 'retries', count: this.#askedAgain.requests },
    ]);
  }
}

/** Whether a case is about what this caller gets by the contract, and not about somebody who is kept out. */
function isDocumented(testCase: Case): boolean {
  return (
    testCase.family === 'conformance' ||
    (testCase.family === 'tier-matrix' && probeOf(testCase).expectation.kind === 'accepted')
  );
}

function notSent(testCase: Case): SentCase {
  return { testCase, steps: [], bound: new Map() };
}

/** Whether nothing of a case was sent, for a reason that is not its own. */
function isUnsent({ steps, stopped, isInterrupted }: SentCase): boolean {
  return steps.length === 0 && (stopped === undefined || isInterrupted === true);
}

interface Unanswered {
  readonly operationId: string;
  readonly isDead: boolean;
}

/** Whether a row of unanswered requests means that the target is gone. */
function isGone(unanswered: readonly Unanswered[]): boolean {
  if (unanswered.slice(-DEAD_AFTER).filter(({ isDead }) => isDead).length >= DEAD_AFTER) return true;
  const operations = new Set(unanswered.map(({ operationId }) => operationId));
  return unanswered.length >= SILENT_AFTER && operations.size >= SILENT_OPERATIONS;
}

const MOST_NAMED = 5;

function describeLeft(unsent: ReadonlyMap<string, number>): string {
  const cases = [...unsent.values()].reduce((sum, count) => sum + count, 0);
  if (cases === 0) return 'every case had been sent';
  return `${cases} cases were not sent, of ${listFirst([...unsent.keys()], MOST_NAMED)}`;
}

/** Waits for the result of a case, or for the fault of this program that it met. */
function awaitCase(): PromiseWithResolvers<CaseResult> {
  const waiting = withResolvers<CaseResult>();
  // A sequence may fail before a test waits for it.
  waiting.promise.catch(() => undefined);
  return waiting;
}

/**
 * Puts the sequences in one line that call operations with a quota, and every other in a line of its own. Which of their requests are
 * too many is then the same in every run, however many are sent side by side.
 */
function lineUpRare(sequences: readonly Sequence[], rare: ReadonlySet<string>): (readonly Sequence[])[] {
  const isRare = ({ cases }: Sequence): boolean =>
    cases.some(({ steps }) => steps.some(({ request }) => rare.has(request.operationId)));
  const lined = sequences.filter(isRare);
  return [...(lined.length === 0 ? [] : [lined]), ...sequences.flatMap((each) => (isRare(each) ? [] : [[each]]))];
}
