import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const jsonValue = z.json();

const undoRequest = z.object({
  operationId: z.string(),
  service: z.enum(['cp', 'tenant']),
  tenantSlug: z.string().optional(),
  method: z.string(),
  path: z.string(),
  query: z.array(z.tuple([z.string(), z.string()])),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('json'), value: jsonValue }),
      z.object({ kind: z.literal('text'), text: z.string() }),
    ])
    .optional(),
});

const removalProof = z.object({
  request: undoRequest,
  gone: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('status'), status: z.number() }),
    z.object({ kind: z.literal('absent'), list: z.string(), at: z.string(), value: z.string() }),
  ]),
});

const lostAndFound = z.object({
  request: undoRequest,
  list: z.string(),
  at: z.string(),
  value: z.string(),
  id: z.string(),
  binds: z.string(),
});

const values = z.record(z.string(), z.string());

const ledgerLine = z.discriminatedUnion('step', [
  z.object({
    step: z.literal('intend'),
    id: z.string(),
    kind: z.string(),
    name: z.string(),
    runId: z.string().optional(),
    target: z.string().optional(),
    undo: undoRequest,
    proof: removalProof.optional(),
    find: lostAndFound.optional(),
    values,
  }),
  z.object({ step: z.literal('bind'), id: z.string(), values }),
  z.object({ step: z.literal('settle'), id: z.string(), proof: z.string() }),
]);

type LedgerLine = z.infer<typeof ledgerLine>;

/** The request that removes something: a template with `${name}` in it, as cases have it. Secrets stand in it by name only. */
export type UndoRequest = z.infer<typeof undoRequest>;

/** What is about to be made. `name` is unique to the run, so that it can be found even if no answer comes. */
export interface Intention {
  readonly kind: string;
  readonly name: string;
  readonly undo: ReadonlyUndoRequest;
  /** How it is known that it is gone. */
  readonly proof?: ReadonlyDeep<Omit<z.infer<typeof removalProof>, 'request'>> & {
    readonly request: ReadonlyUndoRequest;
  };
  /** How it is found when no answer came. */
  readonly find?: ReadonlyDeep<Omit<z.infer<typeof lostAndFound>, 'request'>> & {
    readonly request: ReadonlyUndoRequest;
  };
  /** Values of `${name}`s in `undo` that are known already; never those of secrets. */
  readonly values?: Readonly<Record<string, string>>;
}

/** Something that was made, or may have been, and is not known to be gone. */
export interface LedgerEntry {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly runId?: string;
  readonly target?: string;
  readonly undo: UndoRequest;
  readonly proof?: z.infer<typeof removalProof> | undefined;
  readonly find?: z.infer<typeof lostAndFound> | undefined;
  readonly values: Readonly<Record<string, string>>;
}

/** What a run makes on a target, written down before it is made. It outlives the run: the next one removes what is left. */
export interface CleanupLedger {
  /** On the disk when it returns; gives the id of the entry. To be called before the request is sent. */
  intend(intention: Intention): string;
  /** Adds values that the answer gave. */
  bind(id: string, values: Readonly<Record<string, string>>): void;
  /** The thing is gone, or never came to be; `proof` says how that is known. */
  settle(id: string, proof: string): void;
  /** What is not settled, of this run and of earlier ones, the oldest first. */
  outstanding(): readonly LedgerEntry[];
}

/** Written into each entry, for ledgers that several runs or targets share. */
export interface LedgerOwner {
  readonly runId?: string;
  readonly target?: string;
}

type ReadonlyDeep<T> = T extends object ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> } : T;
type ReadonlyUndoRequest = Omit<ReadonlyDeep<UndoRequest>, 'body'> & {
  readonly body?: { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'text'; readonly text: string };
};

/** Opens the ledger of a file, which is made where it is missing. Several runs may append to one file. */
export function openLedger(path: string, owner: LedgerOwner = {}): CleanupLedger {
  mkdirSync(dirname(path), { recursive: true });
  startOnNewLine(path);
  return {
    intend(intention) {
      const id = randomUUID();
      const { kind, name, undo, proof, find, values: known = {} } = intention;
      appendDurably(path, {
        step: 'intend',
        id,
        kind,
        name,
        ...owner,
        undo,
        proof,
        find,
        values: withoutSecrets(known),
      });
      return id;
    },
    bind: (id, bound) => append(path, { step: 'bind', id, values: withoutSecrets(bound) }),
    settle: (id, proof) => append(path, { step: 'settle', id, proof }),
    outstanding: () => outstandingIn(readLines(path)),
  };
}

function withoutSecrets(named: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const secret = Object.keys(named).find((name) => name.startsWith('secret.'));
  if (secret !== undefined) throw new Error(`a secret was about to be written to the ledger: ${secret}`);
  return named;
}

function append(path: string, line: unknown): void {
  appendFileSync(path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
}

function appendDurably(path: string, line: unknown): void {
  const file = openSync(path, 'a', 0o600);
  try {
    writeSync(file, `${JSON.stringify(line)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A run that was killed while it wrote leaves a torn line; the next line must not be glued to it. */
function startOnNewLine(path: string): void {
  if (!existsSync(path)) return;
  const text = readFileSync(path, 'utf8');
  if (text !== '' && !text.endsWith('\n')) appendFileSync(path, '\n');
}

function readLines(path: string): readonly LedgerLine[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').split('\n').flatMap(parseLine);
}

function parseLine(text: string): readonly LedgerLine[] {
  try {
    const parsed = ledgerLine.safeParse(JSON.parse(text));
    return parsed.success ? [parsed.data] : [];
  } catch {
    // Torn: the request behind it was never sent, because the line comes first.
    return [];
  }
}

function outstandingIn(lines: readonly LedgerLine[]): readonly LedgerEntry[] {
  const entries = new Map<string, LedgerEntry>();
  for (const line of lines) {
    const entry = entries.get(line.id);
    if (line.step === 'settle') entries.delete(line.id);
    else if (line.step === 'bind') {
      if (entry !== undefined) entries.set(line.id, { ...entry, values: { ...entry.values, ...line.values } });
    } else {
      const { id, kind, name, runId, target, undo, proof, find, values: known } = line;
      entries.set(id, { id, kind, name, runId, target, undo, proof, find, values: known });
    }
  }
  return [...entries.values()];
}
