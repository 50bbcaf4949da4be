import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Reporter, TestCase, TestSequencer, TestSpecification, TestSuite } from 'vitest/node';
import { compareText } from '../core/text.ts';
import type { SessionInput } from './session-parts.ts';

declare module 'vitest' {
  interface ProvidedContext {
    conformSession: SessionInput;
  }

  interface TaskMeta {
    /** The case that a test waits for. */
    caseId?: string;
    /** Set when it has been judged, or is withheld by plan; not where the run was stopped before. */
    isDone?: true;
    /** Secrets that have come to light; only for a run that searches its own output for them, and clears this. */
    newSecrets?: readonly (readonly [label: string, value: string])[];
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** How far the cases of a run have come. */
export interface CaseCounts {
  /** Sent and judged, or withheld by plan. */
  readonly done: number;
  readonly failed: number;
  /** Left out because the run was stopped, or their credential proves nothing. */
  readonly unsent: number;
}

interface SuiteProgress {
  readonly onDone: (counts: CaseCounts) => void;
  readonly onSecret: (label: string, value: string) => void;
}

/** Runs the suites under vitest and returns the faults of this program. One worker, so that there is one connection pool and one rate budget. */
export async function startSuites(
  input: SessionInput,
  progress: SuiteProgress,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const problems: string[] = [];
  if (signal?.aborted === true) return problems;
  let counts: CaseCounts = { done: 0, failed: 0, unsent: 0 };
  const takeSecrets = (task: TestCase | TestSuite): void => {
    const meta = task.meta();
    for (const [label, value] of meta.newSecrets ?? []) progress.onSecret(label, value);
    delete meta.newSecrets;
  };
  const reporter: Reporter = {
    onTestCaseResult: (testCase) => {
      const fault = faultOf(testCase);
      if (fault !== undefined) problems.push(fault);
      takeSecrets(testCase);
      counts = countCase(counts, testCase);
      progress.onDone(counts);
    },
    onTestSuiteResult: (suite) => {
      takeSecrets(suite);
      for (const error of suite.errors()) problems.push(`${suite.fullName}: ${error.message}`);
    },
    onTestRunEnd: (modules, unhandled) => {
      for (const module of modules)
        for (const error of module.errors()) problems.push(`${module.relativeModuleId}: ${error.message}`);
      for (const error of unhandled) problems.push(error.message);
    },
  };
  const release = refuseSignalListeners();
  try {
    // Loaded here and not above: it takes a second, which commands that run no suites can do without.
    const { createVitest } = await import('vitest/node');
    const vitest = await createVitest('test', {
      root: ROOT,
      config: false,
      watch: false,
      include: ['suites/**/*.suite.ts'],
      exclude: [],
      isolate: false,
      fileParallelism: false,
      maxWorkers: 1,
      pool: 'forks',
      testTimeout: 0,
      hookTimeout: 0,
      teardownTimeout: 10_000,
      sequence: { sequencer: ByName },
      reporters: [reporter],
      passWithNoTests: true,
      provide: { conformSession: { ...input, handsOverSecrets: true } },
    });
    const cancel = (): void => void vitest.cancelCurrentRun('keyboard-input');
    signal?.addEventListener('abort', cancel);
    try {
      // It may have been aborted while vitest was loaded; a listener is not told of that any more.
      if (!isAborted(signal)) await vitest.start();
    } finally {
      signal?.removeEventListener('abort', cancel);
      await vitest.close();
    }
  } finally {
    release();
  }
  return problems;
}

/**
 * Runs the suites in the order of their names. Vitest's own order goes by how long each took the last time, and what is asked first
 * decides about more than the time: a quota is used up by then.
 */
class ByName implements TestSequencer {
  shard(files: TestSpecification[]): TestSpecification[] {
    return files;
  }

  sort(files: TestSpecification[]): TestSpecification[] {
    return [...files].sort((left, right) => compareText(left.moduleId, right.moduleId));
  }
}

/**
 * Takes off every listener for signals that is added from now on. Vitest's end the process, at any moment of its start, and nothing
 * would be removed. Returns a function that ends this.
 */
function refuseSignalListeners(): () => void {
  const refuse = (event: string | symbol, listener: (...args: unknown[]) => void): void => {
    // The event loop dispatches signals, so none comes before this microtask.
    if (SIGNALS.some((name) => name === event)) queueMicrotask(() => process.off(event, listener));
  };
  process.on('newListener', refuse);
  return () => void process.off('newListener', refuse);
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** Counts the result of a test; one that stands for no case (an empty suite has one) does not count. */
function countCase(counts: CaseCounts, testCase: TestCase): CaseCounts {
  const { caseId, isDone } = testCase.meta();
  const { state } = testCase.result();
  if (caseId === undefined || state === 'pending') return counts;
  if (isDone !== true) return { ...counts, unsent: counts.unsent + 1 };
  return { ...counts, done: counts.done + 1, failed: counts.failed + (state === 'failed' ? 1 : 0) };
}

/** The error of a test that is no finding, and so is a fault of this program. */
function faultOf(testCase: TestCase): string | undefined {
  const result = testCase.result();
  if (result.state !== 'failed') return undefined;
  const error = result.errors.find((candidate) => candidate.name !== 'Drift');
  return error === undefined ? undefined : `${testCase.fullName}: ${error.message}`;
}
