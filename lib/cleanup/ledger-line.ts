import { z } from 'zod';
import { removalSchema } from '../cases/case.ts';
import { parseJsonLines } from '../core/files.ts';

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

export type LedgerLine = z.infer<typeof ledgerLine>;

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
