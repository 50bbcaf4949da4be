import { afterAll, beforeAll, describe, it } from 'vitest';
import type { RunnerTask as Task, RunnerTestSuite as Suite, TaskMeta } from 'vitest';
import type { Operation } from '../contract/contract.ts';
import type { Lane, LaneGroup } from '../cases/case.ts';
import type { Session } from '../run/session.ts';
import { currentSession, handsOverSecrets } from './current-session.ts';
import { DriftError } from './drift-error.ts';
import { TAGS_WITH_SUITE } from './suite-tags.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** The case that a test waits for. */
    caseId?: string;
    /** Set when it has been judged, or is withheld by plan; not where the run was stopped before. */
    isDone?: true;
    /** Secrets that have come to light; only for a run that searches its own output for them, and clears this. */
    newSecrets?: readonly (readonly [label: string, value: string])[];
  }
}

/** Which cases a suite file turns into tests: the lanes of one group, service and tag. `rest` takes the operations whose tag has no suite of its own. */
export interface SuiteDefinition {
  readonly title: string;
  readonly group: LaneGroup;
  readonly service: 'cp' | 'tenant';
  readonly tag?: string;
}

/**
 * Turns the cases of one group and tag into vitest tests, grouped by operation. The session sends each operation's
 * cases in order and several operations side by side; a test only waits for the outcome of its case.
 */
export async function defineSuite(definition: SuiteDefinition): Promise<void> {
  const session = await currentSession();
  const lanes = session.plan.lanes.filter((lane) =>
    belongsTo(definition, lane, session.contract.operation(lane.operationId)),
  );
  if (lanes.length === 0) {
    describe.skip(definition.title, () => {
      it('has no operation in this selection');
    });
    return;
  }
  describe(definition.title, () => {
    // The first argument is for fixtures, and has to be destructured.

    beforeAll(({}, suite) => {
      const selected = new Set<string>();
      collectSelected(suite, selected);
      session.start(lanes, selected);
    });
    afterAll(async ({}, suite) => {
      await session.settled();
      handOverSecrets(session, suite.meta);
    });
    for (const lane of lanes) describeLane(session, lane);
  });
}

function describeLane(session: Session, lane: Lane): void {
  const operation = session.contract.operation(lane.operationId);
  describe(`${operation?.method ?? ''} ${operation?.path ?? ''} (${lane.operationId})`, () => {
    for (const testCase of lane.cases) {
      it(testCase.title, { meta: { caseId: testCase.id } }, async (test) => {
        test.signal.addEventListener('abort', () => session.interrupt());
        const outcome = await session.outcome(testCase.id);
        handOverSecrets(session, test.task.meta);
        if (outcome.isSent || outcome.state === 'skipped') test.task.meta.isDone = true;
        if (outcome.state === 'skipped' || outcome.state === 'inconclusive') test.skip(outcome.reason);
        if (outcome.state === 'failed') throw new DriftError(outcome);
      });
    }
  });
}

function handOverSecrets(session: Session, meta: TaskMeta): void {
  if (!handsOverSecrets()) return;
  const secrets = session.takeNewSecrets();
  if (secrets.length > 0) meta.newSecrets = secrets;
}

/** The case ids of the tests that a `-t` filter left standing. */
function collectSelected(task: Suite | Task, selected: Set<string>): void {
  if (task.type === 'suite') for (const child of task.tasks) collectSelected(child, selected);
  else if (task.mode === 'run' && task.meta.caseId !== undefined) selected.add(task.meta.caseId);
}

function belongsTo(definition: SuiteDefinition, lane: Lane, operation: Operation | undefined): boolean {
  if (operation === undefined || lane.group !== definition.group || operation.service !== definition.service)
    return false;
  if (definition.tag === undefined) return true;
  return definition.tag === 'rest' ? !TAGS_WITH_SUITE.includes(operation.tag) : operation.tag === definition.tag;
}
