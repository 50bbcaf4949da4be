import { modify } from '../cases/bind.ts';
import { createRedactor, type Redactor } from '../exchange/redaction.ts';

/** Creates a redactor that knows these secrets, by label. */
export function createRedactorFor(secrets: Readonly<Record<string, string>>): Redactor {
  const redactor = createRedactor();
  for (const [label, value] of Object.entries(secrets)) addToRedactor(redactor, label, value);
  return redactor;
}

/** Adds a secret, and the other spellings of it that requests send: without its last character it is still a secret. */
export function addToRedactor(redactor: Redactor, label: string, value: string): void {
  redactor.add(label, value);
  for (const modifier of ['truncated', 'swapped']) {
    const made = modify(modifier, value);
    if (made !== value) redactor.add(`${label} (${modifier})`, made);
  }
}
