import { z } from 'zod';
import { parseJsonLines } from '../core/files.ts';

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

const opening = z.object({
  step: z.literal('open'),
  runId: z.string(),
  target: z.object({ name: z.string(), kind: z.string(), cpBaseUrl: z.string(), tenantBaseUrl: z.string() }),
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
    undo: undoRequest,
    otherwise: undoRequest.optional(),
    proof: removalProof.optional(),
    find: lostAndFound.optional(),
    /** A deployment that conforms refuses to make it. */
    expectsRefusal: z.boolean().optional(),
    values,
  }),
  z.object({ step: z.literal('bind'), id: z.string(), values }),
  z.object({ step: z.literal('settle'), id: z.string(), proof: z.string() }),
  z.object({ step: z.literal('close'), outstanding: z.number(), kept: z.boolean() }),
]);

export type LedgerLine = z.infer<typeof ledgerLine>;

/** The request that removes something: a template with `${name}` in it, as cases have it. Secrets stand in it by name only. */
export type UndoRequest = z.infer<typeof undoRequest>;

/** A process that writes to a ledger says so first: whose run it is, on which target, and how to see whether it is still there. */
export type Opening = z.infer<typeof opening>;

export type LedgerProof = z.infer<typeof removalProof>;
export type LedgerFind = z.infer<typeof lostAndFound>;

/** The lines of a ledger's text; what is torn or of another form is passed over. */
export function parseLedgerLines(text: string): readonly LedgerLine[] {
  // The request behind a torn line was never sent, because the line comes first.
  return parseJsonLines(text).flatMap((line) => {
    const parsed = ledgerLine.safeParse(line);
    return parsed.success ? [parsed.data] : [];
  });
}
