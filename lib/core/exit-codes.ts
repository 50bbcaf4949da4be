import type { HarnessErrorCode } from './errors.ts';

/** The exit codes of `conform`; the platform's pipelines already know their meaning. */
export const EXIT = {
  conforms: 0,
  newDrift: 1,
  usage: 2,
  couldNotJudge: 3,
  leftBehind: 4,
  interrupted: 130,
} as const;

/** One of the exit codes of `conform`. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const EXIT_OF_ERROR: Readonly<Record<HarnessErrorCode, ExitCode>> = {
  usage: EXIT.usage,
  configuration: EXIT.usage,
  contract: EXIT.usage,
  unreachable: EXIT.couldNotJudge,
  'not-accepted': EXIT.couldNotJudge,
  timeout: EXIT.couldNotJudge,
  'nothing-exercised': EXIT.couldNotJudge,
  leftover: EXIT.leftBehind,
  interrupted: EXIT.interrupted,
};

/** The exit code of an expected failure. */
export function exitCodeOf(code: HarnessErrorCode): ExitCode {
  return EXIT_OF_ERROR[code];
}
