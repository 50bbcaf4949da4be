import { printPlace } from '../findings/place.ts';
import {
  afterAll,
  beforeAll,
  describe,
  inject,
  it,
  type RunnerTask as Task,
  type RunnerTestSuite as Suite,
  type TaskMeta,
} from 'vitest';
import type { Sequence, SequenceGroup } from '../cases/case.ts';
import type { Operation } from '../contract/contract.ts';
import type { JudgedCase } from '../run/judge-case.ts';
import { openSession, type Session } from '../run/session.ts';

/** The tags that have a suite file of their own; `tests/architecture/suites.test.ts` holds this against files and contract. */
export const TAGS_WITH_SUITE: readonly string[] = [
  'cp-admin',
  'cp-billing',
  'cp-orgs',
  'cp-provision',
  'tenant-bundles',
  'tenant-org',
  'tenant-secrets',
  'tenant-workspaces',
];

/** Which cases a suite file turns into tests: the sequences of one group, service and tag. `rest` takes the operations whose tag has no suite of its own. */
interface SuiteDefinition {
  readonly title: string;
  readonly group: SequenceGroup;
  readonly service: 'cp' | 'tenant';
  readonly tag?: string;
}

/**
 * Turns the cases of one group and tag into vitest tests, grouped by operation. The session sends each operation's
 * cases in order and several operations side by side; a test only waits for the outcome of its case.
 */
export async function defineSuite(definition: SuiteDefinition): Promise<void> {
  const session = await currentSession();
  const sequences = session.plan.sequences.filter((sequence) =>
    belongsTo(definition, sequence, session.contract.operation(sequence.operationId)),
  );
  if (sequences.length === 0) {
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
      session.start(sequences, selected);
    });
    afterAll(async ({}, suite) => {
      await session.settled();
      handOverSecrets(session, suite.meta);
    });
    for (const sequence of sequences) describeSequence(session, sequence);
  });
}

function describeSequence(session: Session, sequence: Sequence): void {
  const operation = session.contract.operation(sequence.operationId);
  describe(`${operation?.method ?? ''} ${operation?.path ?? ''} (${sequence.operationId})`, () => {
    for (const testCase of sequence.cases) {
      it(testCase.title, { meta: { caseId: testCase.id } }, async (test) => {
        test.signal.addEventListener('abort', () => session.interrupt());
        const outcome = await session.outcome(testCase.id);
        handOverSecrets(session, test.task.meta);
        if (outcome.isSent || outcome.state === 'skipped' || outcome.state === 'covered') test.task.meta.isDone = true;
        if (outcome.state !== 'passed' && outcome.state !== 'failed') test.skip(outcome.reason);
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

function belongsTo(definition: SuiteDefinition, sequence: Sequence, operation: Operation | undefined): boolean {
  if (operation === undefined || sequence.group !== definition.group || operation.service !== definition.service)
    return false;
  if (definition.tag === undefined) return true;
  return definition.tag === 'rest' ? !TAGS_WITH_SUITE.includes(operation.tag) : operation.tag === definition.tag;
}

// All suite files of a run share one worker and so this one session: one connection pool, one rate budget.
let session: Promise<Session> | undefined;

/** The session of this worker; opened by the first suite file that asks. */
function currentSession(): Promise<Session> {
  if (session === undefined) {
    session = openSession(inject('conformSession'));
    endWithFirstProcess();
  }
  return session;
}

/** Whether the process that runs the suites takes the secrets that cases mint; plain vitest does not. */
function handsOverSecrets(): boolean {
  return inject('conformSession').handsOverSecrets === true;
}

/** Ends this worker with the process that started it: from then on others remove what is left. By signal, since vitest replaces `process.exit`. */
function endWithFirstProcess(): void {
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}

/** Fails a vitest test with its findings. Has no stack, since no line of this program is at fault; `start-suites` knows it by its name. */
class DriftError extends Error {
  constructor(judged: JudgedCase) {
    const lines = judged.findings.map(
      (finding) =>
        `${finding.severity} ${finding.rule} (${finding.clause.position.file}:${finding.clause.position.line}) ${printPlace(finding.place)}: expected ${finding.expected}, saw ${finding.seen}`,
    );
    super(lines.length === 0 ? judged.reason : lines.join('\n'));
    this.name = 'Drift';
    this.stack = `${this.name}: ${this.message}`;
  }
}
