import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVitest, type Reporter, type TestCase } from 'vitest/node';
import type { SessionInput } from './session-input.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export interface SuiteProgress {
  readonly onDone: (done: number, failed: number) => void;
}

/** Runs the suites under vitest: one worker, so that there is one connection pool and one rate budget. */
export async function startSuites(
  input: SessionInput,
  progress: SuiteProgress,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const problems: string[] = [];
  let done = 0;
  let failed = 0;
  const reporter: Reporter = {
    onTestCaseResult: (testCase) => {
      done += 1;
      if (testCase.result().state === 'failed') failed += 1;
      const fault = faultOf(testCase);
      if (fault !== undefined) problems.push(fault);
      progress.onDone(done, failed);
    },
    onTestSuiteResult: (suite) => {
      for (const error of suite.errors()) problems.push(`${suite.fullName}: ${error.message}`);
    },
    onTestRunEnd: (modules, unhandled) => {
      for (const module of modules)
        for (const error of module.errors()) problems.push(`${module.relativeModuleId}: ${error.message}`);
      for (const error of unhandled) problems.push(error.message);
    },
  };
  const before = SIGNALS.map((signal) => process.listeners(signal));
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
    reporters: [reporter],
    passWithNoTests: true,
    provide: { conformSession: input },
  });
  // Vitest would end the process at a signal, and nothing would be removed.
  SIGNALS.forEach((name, index) => {
    for (const listener of process.listeners(name))
      if (before[index]?.includes(listener) !== true) process.off(name, listener);
  });
  const cancel = (): void => void vitest.cancelCurrentRun('keyboard-input');
  signal?.addEventListener('abort', cancel);
  await vitest.start();
  await vitest.close();
  return problems;
}

/** An error in a test that is not a finding is a fault of ours. */
function faultOf(testCase: TestCase): string | undefined {
  const result = testCase.result();
  if (result.state !== 'failed') return undefined;
  const error = result.errors.find((candidate) => candidate.name !== 'Drift');
  return error === undefined ? undefined : `${testCase.fullName}: ${error.message}`;
}
