import { withResolvers, type PromiseWithResolvers } from '../core/with-resolvers.ts';
import { BroadcastChannel } from 'node:worker_threads';
import type { Sequence, SequenceGroup } from '../cases/case.ts';
import { defined } from '../core/defined.ts';
import { printPlace } from '../findings/place.ts';
import type { CaseResult, Session } from '../run/session.ts';

/** The plan of a run as the suites need it: what becomes a test, and where its result comes from. */
export interface SuitePlan {
  /** Name of the channel between the thread of the suites and the one that sends the cases. */
  readonly channel: string;
  readonly sequences: readonly SuiteSequence[];
}

/** A sequence of cases, each of which becomes a test. */
export interface SuiteSequence {
  readonly operationId: string;
  readonly group: SequenceGroup;
  readonly service: string;
  readonly tag: string;
  /** Method, path and id of the operation. */
  readonly title: string;
  readonly cases: readonly { readonly id: string; readonly title: string }[];
}

/** The result of a case, as its test shows it. */
export interface SuiteResult {
  readonly state: CaseResult['state'] | 'fault';
  readonly reason?: string;
  /** A line for each finding. */
  readonly findings: readonly string[];
}

type Request = { readonly kind: 'start'; readonly caseIds: readonly string[] } | { readonly kind: 'interrupt' };

type Reply =
  { readonly kind: 'judged'; readonly caseId: string; readonly result: SuiteResult } | { readonly kind: 'settled' };

/** Makes of a plan what the suites are told of it. */
export function describeForSuites({ plan, contract }: Session, channel: string): SuitePlan {
  return {
    channel,
    sequences: plan.sequences.flatMap(({ operationId, group, cases }) => {
      const operation = contract.operation(operationId);
      if (operation === undefined) return [];
      const { service, tag, method, path } = operation;
      const title = `${method} ${path} (${operationId})`;
      return [
        { operationId, group, service, tag, title, cases: cases.map((each) => ({ id: each.id, title: each.title })) },
      ];
    }),
  };
}

/** Sends what the suites ask for, and tells them how each case was judged. `interrupt` is called where their run is cancelled. */
export function serveSuites(
  session: Session,
  { channel: name }: SuitePlan,
  interrupt: () => void,
): { close(): Promise<void> } {
  const channel = new BroadcastChannel(name);
  const reply = (message: Reply): void => channel.postMessage(message);
  channel.onmessage = (event: unknown) => {
    // Only `connectSuites` posts here.
    const request = (event as { readonly data: Request }).data;
    if (request.kind === 'interrupt') {
      interrupt();
      return;
    }
    const ids = new Set(request.caseIds);
    session.start(
      session.plan.sequences.filter((sequence) => holdsAny(sequence, ids)),
      ids,
    );
    for (const caseId of ids)
      void session.outcome(caseId).then(
        (result) => reply({ kind: 'judged', caseId, result: toSuiteResult(result) }),
        (error: unknown) =>
          reply({ kind: 'judged', caseId, result: { state: 'fault', reason: String(error), findings: [] } }),
      );
    void session.settled().finally(() => reply({ kind: 'settled' }));
  };
  return {
    close: async () => {
      await session.settled();
      channel.close();
    },
  };
}

function holdsAny({ cases }: Sequence, ids: ReadonlySet<string>): boolean {
  return cases.some(({ id }) => ids.has(id));
}

function toSuiteResult({ state, reason, findings }: CaseResult): SuiteResult {
  return {
    state,
    ...defined({ reason }),
    findings: findings.map(
      ({ severity, rule, clause, place, expected, seen }) =>
        `${severity} ${rule} (${clause.position.file}:${clause.position.line}) ${printPlace(place)}: expected ${expected}, saw ${seen}`,
    ),
  };
}

/** The other end of the channel, in the thread of the suites. */
export interface SuiteConnection {
  /** Has cases sent. */
  start(caseIds: readonly string[]): void;
  /** The result of a case that was started. */
  resultOf(caseId: string): Promise<SuiteResult>;
  /** Waits until everything that was started has been judged. */
  settled(): Promise<void>;
  interrupt(): void;
}

/** Connects the suites with the thread that sends the cases. */
export function connectSuites({ channel: name }: SuitePlan): SuiteConnection {
  const channel = new BroadcastChannel(name);
  // A thread with nothing but this channel may end.
  channel.unref();
  const results = new Map<string, PromiseWithResolvers<SuiteResult>>();
  let settled = withResolvers<void>();
  channel.onmessage = (event: unknown) => {
    // Only `serveSuites` posts here.
    const reply = (event as { readonly data: Reply }).data;
    if (reply.kind === 'settled') settled.resolve();
    else results.get(reply.caseId)?.resolve(reply.result);
  };
  const post = (request: Request): void => channel.postMessage(request);
  return {
    start: (caseIds) => {
      settled = withResolvers();
      for (const id of caseIds) results.set(id, withResolvers());
      post({ kind: 'start', caseIds });
    },
    resultOf: (caseId) => results.get(caseId)?.promise ?? Promise.reject(new Error(`case ${caseId} was not started`)),
    settled: () => settled.promise,
    interrupt: () => post({ kind: 'interrupt' }),
  };
}
