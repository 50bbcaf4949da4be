import { modify } from '../cases/bind.ts';
import { PART_OF } from '../exchange/minted-secrets.ts';
import { createRedactor, type Redactor } from '../exchange/redaction.ts';

/** Creates a redactor that knows these secrets, by label. */
export function createRedactorFor(secrets: Readonly<Record<string, string>>): Redactor {
  const redactor = createRedactor();
  for (const [label, value] of Object.entries(secrets)) addToRedactor(redactor, label, value);
  return redactor;
}

/** A shorter part may be the beginning of others as well, and is often shown on purpose, to tell keys apart. */
const SHORTEST_PART = 16;

/**
 * Adds a secret, the other spellings of it that requests send, and its halves: without its last character it is still a secret, and
 * with half of it the rest can be guessed.
 */
export function addToRedactor(redactor: Redactor, label: string, value: string): void {
  redactor.add(label, value);
  for (const modifier of ['truncated', 'swapped']) {
    const made = modify(modifier, value);
    if (made !== value) redactor.add(`${label} (${modifier})`, made);
  }
  const half = Math.ceil(value.length / 2);
  if (half < SHORTEST_PART) return;
  for (const part of [value.slice(0, half), value.slice(-half)]) redactor.add(`${PART_OF}${label}`, part);
}
