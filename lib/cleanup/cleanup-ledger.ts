import { namesIn } from '../cases/bind.ts';
import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { type Removal, removalSchema } from '../cases/case.ts';
import { systemClock } from '../core/clock.ts';
import { endsTorn, parseJsonLines } from '../core/files.ts';
import { kindOf } from '../core/names.ts';
import { z } from 'zod';

/** A thing that is about to be made. `name` is unique to the run, so that it can be found even if no answer comes. */
export interface Intention extends Removal {
  readonly kind: string;
  readonly name: string;
  /** A deployment that conforms refuses to make it. */
  readonly expectsRefusal?: boolean;
  /** Values of `${name}`s in `undo` that are known already; never those of secrets. */
  readonly values?: Readonly<Record<string, string>>;
}

/** Something that was made, or may have been, and is not known to be gone. */
export interface LedgerEntry extends Removal {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  /** When it was about to be made, in milliseconds since the epoch. */
  readonly atMs: number;
  /** The creation was answered with a success; otherwise nobody knows whether it came to be. */
  readonly isAnswered: boolean;
  readonly expectsRefusal?: boolean | undefined;
  readonly values: Readonly<Record<string, string>>;
}

/** Writes down everything that a run makes on a target, before it is made. It outlives the run: the next one removes what is left. */
export interface CleanupLedger {
  /** Gives the id of the entry. Throws where it cannot be written. Its request is sent only after `synced`. */
  intend(intention: Intention): string;
  /** Waits until every intention is on the disk; those that come while it is being written are synced together. */
  synced(): Promise<void>;
  /** The creation succeeded; adds values that the answer gave. */
  bind(id: string, values: Readonly<Record<string, string>>): void;
  /** The thing is gone, or never came to be; `proof` says how that is known. */
  settle(id: string, proof: string): void;
  /** Entries that are not settled, the oldest first. */
  outstanding(): readonly LedgerEntry[];
  /** How many lines could not be written, on a disk that is full, say; they are kept in mind and tried again with the next. */
  unwritten(): number;
  /** The run is over; `kept` where what is left was left on purpose. */
  close(kept: boolean): void;
}

/** The run that a ledger belongs to, and its target. */
type LedgerOwner = Pick<Opening, 'runId' | 'target'>;

/** Opens the ledger of a file, which is made where it is missing. With an owner, this process becomes one of those that write to it. */
export function openLedger(path: string, owner?: LedgerOwner): CleanupLedger {
  mkdirSync(dirname(path), { recursive: true });
  // The last line may be torn, by a run that was killed or by a full disk; empty lines are passed over.
  let start = endsTorn(path) ? '\n' : '';
  const write = (line: unknown): void => {
    try {
      appendFileSync(path, `${start}${JSON.stringify(line)}\n`, { mode: 0o600 });
      start = '';
    } catch (error) {
      start = '\n';
      throw error;
    }
  };
  if (owner !== undefined) write({ step: 'open', ...owner, pid: process.pid, host: hostname() });
  let syncing = Promise.resolve();
  let next: Promise<void> | undefined;
  const syncNext = async (): Promise<void> => {
    await syncing.catch(() => undefined);
    next = undefined;
    syncing = syncFile(path);
    await syncing;
  };
  const unwritten: LedgerLine[] = [];
  const outstanding = (): readonly LedgerEntry[] => outstandingIn([...readLedger(path), ...unwritten]);
  // A line that cannot be written is kept in memory, and written with the next one, so that removals go on when the disk is full.
  const append = (line: LedgerLine): void => {
    unwritten.push(line);
    try {
      appendFileSync(path, start + unwritten.map((each) => `${JSON.stringify(each)}\n`).join(''), { mode: 0o600 });
      unwritten.length = 0;
      start = '';
    } catch (error) {
      start = '\n';
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  };
  return {
    intend(intention) {
      const id = randomUUID();
      const values = withoutSecrets(intention.values ?? {});
      write({ step: 'intend', id, at: systemClock.nowMs(), ...intention, values });
      return id;
    },
    synced: () => (next ??= syncNext()),
    bind: (id, bound) => append({ step: 'bind', id, values: withoutSecrets(bound) }),
    settle: (id, proof) => append({ step: 'settle', id, proof }),
    outstanding,
    unwritten: () => unwritten.length,
    close: (kept) => append({ step: 'close', outstanding: outstanding().length, kept }),
  };
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The lines of a ledger file; none where there is no such file. */
export function readLedger(path: string): readonly LedgerLine[] {
  return existsSync(path) ? parseLedgerLines(readFileSync(path, 'utf8')) : [];
}

/** Entries that are not settled, the oldest first. */
export function outstandingIn(lines: readonly LedgerLine[]): readonly LedgerEntry[] {
  const entries = new Map<string, LedgerEntry>();
  for (const line of lines) {
    switch (line.step) {
      case 'settle':
        entries.delete(line.id);
        break;
      case 'bind': {
        const entry = entries.get(line.id);
        if (entry !== undefined)
          entries.set(line.id, { ...entry, isAnswered: true, values: { ...entry.values, ...line.values } });
        break;
      }
      case 'intend': {
        const { step: _step, at, ...entry } = line;
        entries.set(line.id, { ...entry, atMs: at, isAnswered: false });
        break;
      }
      case 'open':
      case 'close':
    }
  }
  return [...entries.values()];
}

function withoutSecrets(named: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const secret = Object.keys(named).find((name) => kindOf(name) === 'secret');
  if (secret !== undefined) throw new Error(`a secret was about to be written to the ledger: ${secret}`);
  return named;
}

/** Always kept: a later run has to know whose tenant a thing is on, when the credentials of today are gone. */
const ALWAYS = ['org.slug', 'otherOrg.slug'];

/** The values that a removal needs, without secrets: those are looked up again when it is sent. */
export function valuesForRemoval(
  removal: Removal | undefined,
  bindings: { get(name: string): string | undefined },
): Record<string, string> {
  const names = [...ALWAYS, ...namesIn(removal)].filter((name) => kindOf(name) !== 'secret');
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = bindings.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const values = z.record(z.string(), z.string());

const opening = z.object({
  step: z.literal('open'),
  runId: z.string(),
  target: z.object({
    name: z.string(),
    kind: z.string(),
    cpBaseUrl: z.string().optional(),
    tenantBaseUrl: z.string().optional(),
    baseUrls: z.record(z.string(), z.string()).optional(),
  }),
  pid: z.number(),
  host: z.string(),
});

const ledgerLine = z.discriminatedUnion('step', [
  opening,
  z.object({
    step: z.literal('intend'),
    id: z.string(),
    kind: z.string(),
    name: z.string(),
    /** Milliseconds since the epoch. */
    at: z.number(),
    // Templates with `${name}` in them: secrets stand in them by name only.
    ...removalSchema.unwrap().shape,
    /** A deployment that conforms refuses to make it. */
    expectsRefusal: z.boolean().optional(),
    values,
  }),
  z.object({ step: z.literal('bind'), id: z.string(), values }),
  z.object({ step: z.literal('settle'), id: z.string(), proof: z.string() }),
  z.object({ step: z.literal('close'), outstanding: z.number(), kept: z.boolean() }),
]);

type LedgerLine = z.infer<typeof ledgerLine>;

/** A process that writes to a ledger says so first: whose run it is, on which target, and how to see whether it is still there. */
export type Opening = z.infer<typeof opening>;

/** The lines of a ledger's text; what is torn or of another form is passed over. */
export function parseLedgerLines(text: string): readonly LedgerLine[] {
  // The request behind a torn line was never sent, because the line comes first.
  return parseJsonLines(text).flatMap((line) => {
    const parsed = ledgerLine.safeParse(line);
    return parsed.success ? [parsed.data] : [];
  });
}
