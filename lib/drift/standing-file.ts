import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { hashText } from '../core/hash.ts';
import { SEVERITIES } from '../core/severity.ts';
import type { Standing } from './standing.ts';
import { checkTargetName } from './target-name.ts';

const standingSchema = z.strictObject({
  schemaVersion: z.literal(1),
  runId: z.string(),
  verdict: z.enum(['conforms', 'drift', 'could-not-judge', 'left-behind', 'interrupted']),
  open: z.array(
    z.strictObject({
      fingerprint: z.string(),
      rule: z.string(),
      severity: z.enum(SEVERITIES),
      operationId: z.string(),
      probe: z.string(),
    }),
  ),
});

/** What a run looked at. Only runs that look at the same tell each other something by their verdicts. */
export interface RunKind {
  readonly target: string;
  readonly profile: string;
  /** Without the shard. */
  readonly selection: readonly string[];
}

/** Where it is kept what is known of a target: beside its history, so that whoever keeps one keeps both. */
export function standingFileOf(reports: string, { target, profile, selection }: RunKind): string {
  const part = selection.length === 0 ? '' : `-${hashText(JSON.stringify(selection)).slice(0, 8)}`;
  return join(reports, 'history', `${checkTargetName(target)}.${profile}${part}.standing.json`);
}

/** What was known after the last run. A file that is torn or of another form counts as none: then a run may tell what was told already. */
export function readStanding(file: string): Standing | undefined {
  if (!existsSync(file)) return undefined;
  return parseStanding(readFileSync(file, 'utf8'));
}

/** The standing that a text holds, if it holds one. */
export function parseStanding(text: string): Standing | undefined {
  try {
    const parsed = standingSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Written in one step: whoever reads the file finds the old standing or the new one. */
export function writeStanding(file: string, standing: Standing): void {
  const fresh = `${file}.${process.pid}.tmp`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(fresh, `${JSON.stringify(standing, null, 2)}\n`);
  renameSync(fresh, file);
}
