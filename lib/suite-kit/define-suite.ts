import {
  afterAll,
  beforeAll,
  describe,
  inject,
  it,
  type RunnerTask as Task,
  type RunnerTestSuite as Suite,
} from 'vitest';
import type { SequenceGroup } from '../cases/case.ts';
import {
  connectSuites,
  type SuiteConnection,
  type SuitePlan,
  type SuiteResult,
  type SuiteSequence,
} from './suite-channel.ts';

declare module 'vitest' {
  interface ProvidedContext {
    conformPlan: SuitePlan;
  }

  interface TaskMeta {
    /** The case that a test waits for. */
    caseId?: string;
  }
}

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
 * Turns the cases of one group and tag into vitest tests, grouped by operation. The session of the run sends each operation's cases in
 * order and several operations side by side; a test only waits for the outcome of its case.
 */
export function defineSuite(definition: SuiteDefinition): void {
  const plan = inject('conformPlan');
  const connection = (connected ??= connectSuites(plan));
  const sequences = plan.sequences.filter((sequence) => belongsTo(definition, sequence));
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
      connection.start([...selected]);
    });
    afterAll(() => connection.settled());
    for (const sequence of sequences) describeSequence(connection, sequence);
  });
}

function describeSequence(connection: SuiteConnection, { title, cases }: SuiteSequence): void {
  describe(title, () => {
    for (const testCase of cases)
      it(testCase.title, { meta: { caseId: testCase.id } }, async (test) => {
        test.signal.addEventListener('abort', () => connection.interrupt());
        const { state, reason, findings } = await connection.resultOf(testCase.id);
        if (state === 'fault') throw new Error(reason);
        if (state === 'failed') throw new DriftError({ reason, findings });
        if (state !== 'passed') test.skip(reason);
      });
  });
}

/** The case ids of the tests that a `-t` filter left standing. */
function collectSelected(task: Suite | Task, selected: Set<string>): void {
  if (task.type === 'suite') for (const child of task.tasks) collectSelected(child, selected);
  else if (task.mode === 'run' && task.meta.caseId !== undefined) selected.add(task.meta.caseId);
}

function belongsTo(definition: SuiteDefinition, { group, service, tag }: SuiteSequence): boolean {
  if (group !== definition.group || service !== definition.service) return false;
  if (definition.tag === undefined) return true;
  return definition.tag === 'rest' ? !TAGS_WITH_SUITE.includes(tag) : tag === definition.tag;
}

// All suite files share one thread, and so one connection.
let connected: SuiteConnection | undefined;

/** Fails a vitest test with its findings. Has no stack, since no line of this program is at fault. */
class DriftError extends Error {
  constructor({
    reason,
    findings,
  }: {
    readonly reason: string | undefined;
    readonly findings: SuiteResult['findings'];
  }) {
    super(findings.length === 0 ? reason : findings.join('\n'));
    this.name = 'Drift';
    this.stack = `${this.name}: ${this.message}`;
  }
}
