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
  session ??= openSession(inject('conformSession'));
  return session;
}
