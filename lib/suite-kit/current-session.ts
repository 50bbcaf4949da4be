import { inject } from 'vitest';
import { openSession, type Session } from '../run/session.ts';
import type { SessionInput } from '../run/session-input.ts';

declare module 'vitest' {
  interface ProvidedContext {
    conformSession: SessionInput;
  }
}

// All suite files of a run share one worker and so this one session: one connection pool, one rate budget.
let session: Promise<Session> | undefined;

/** The session of this worker; opened by the first suite file that asks. */
export function currentSession(): Promise<Session> {
  if (session === undefined) {
    session = openSession(inject('conformSession'));
    endWithFirstProcess();
  }
  return session;
}

/** Whether whoever runs the suites takes what the cases mint; plain vitest does not. */
export function handsOverSecrets(): boolean {
  return inject('conformSession').handsOverSecrets === true;
}

/** A worker whose run was killed must make nothing more: what is left is removed by others from then on. Vitest takes `process.exit` away. */
function endWithFirstProcess(): void {
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}
