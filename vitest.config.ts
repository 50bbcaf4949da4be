import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Runs the suites in the order of their names, so that what is asked first, and uses up a quota, is the same in every run. */
class SuitesByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSuite = ({ project }: TestSpecification): boolean => project.name === 'suites';
    const suites = sorted.filter(isSuite).sort((left, right) => (left.moduleId < right.moduleId ? -1 : 1));
    return [...sorted.filter((file) => !isSuite(file)), ...suites];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: SuitesByName },
    reporters: ['default', './lib/cli/suites-reporter.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['lib/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
          exclude: [],
          isolate: false,
          // The tests of whole runs wait more than they work.
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'suites',
          include: ['suites/**/*.suite.ts'],
          exclude: [],
          isolate: false,
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 0,
          hookTimeout: 0,
          // The thread of the suites is told of results by the one that sends the cases.
          pool: 'threads',
        },
      },
    ],
  },
});
