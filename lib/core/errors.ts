/** Why the program itself could not go on; each code maps to one exit code in `exit-codes.ts`. */
export type HarnessErrorCode =
  | 'usage'
  | 'configuration'
  | 'contract'
  | 'unreachable'
  | 'not-accepted'
  | 'timeout'
  | 'nothing-exercised'
  | 'leftover'
  | 'interrupted';

/** An expected failure with a stable code, a sentence for a person and the next step to take. */
export class HarnessError extends Error {
  readonly code: HarnessErrorCode;
  readonly details: readonly string[];

  constructor(code: HarnessErrorCode, message: string, details: readonly string[] = []) {
    super(message);
    this.name = 'HarnessError';
    this.code = code;
    this.details = details;
  }
}
