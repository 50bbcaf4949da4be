import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { isAtLeast, type Severity } from '../../lib/core/severity.ts';
import { parseStanding } from '../../lib/drift/standing-file.ts';
import { compareStanding, type OpenFinding, type Standing } from '../../lib/drift/standing.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { renderBody, renderChange } from './issue-text.ts';

/** What is to be done about the one issue of a target. */
export type IssueAction =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'open'; readonly title: string; readonly body: string }
  | { readonly kind: 'update'; readonly body: string; readonly comment: string }
  | { readonly kind: 'close'; readonly body: string; readonly comment: string };

export interface IssueOptions {
  readonly failOn: Severity;
  readonly reportUrl?: string;
}

/**
 * Holds a run against what the issue says: opened with the first finding that counts, changed when one is new or gone, closed
 * when the last one is gone. What a run did not judge stays as open as it was, so a run that could not judge closes nothing. Pure.
 */
export function decideIssue(record: RunRecord, before: string | undefined, options: IssueOptions): IssueAction {
  const standing = before === undefined ? undefined : readState(before);
  const change = compareStanding(standing, record);
  const counts = ({ severity }: OpenFinding): boolean => isAtLeast(severity, options.failOn);
  const open = change.after.open.filter(counts);
  const newFindings = change.newFindings.filter(counts);
  const gone = change.gone.filter(counts);
  const text = { record, open, newFindings, gone, ...options };
  const body = (): string => `${markerOf(record)}\n\n${renderBody(text)}\n\n${writeState(change.after, open)}`;
  if (before === undefined)
    return open.length === 0 ? { kind: 'nothing' } : { kind: 'open', title: titleOf(record), body: body() };
  if (open.length === 0)
    return record.verdict === 'conforms'
      ? { kind: 'close', body: body(), comment: renderChange(text) }
      : { kind: 'nothing' };
  if (newFindings.length === 0 && gone.length === 0) return { kind: 'nothing' };
  return { kind: 'update', body: body(), comment: renderChange(text) };
}

/** Begins the body of the issue of a target, and of no other one. */
export function markerOf({ run }: Pick<RunRecord, 'run'>): string {
  return `<!-- conform: drift of ${run.target.name} (${run.profile}) -->`;
}

function titleOf({ run }: RunRecord): string {
  return `Contract drift: ${run.target.name} (${run.profile})`;
}

const STATE = /<!-- conform-state: ([A-Za-z0-9_-]+) -->/;
const MOST_STATE_BYTES = 20_000;
const MOST_INFLATED_BYTES = 4_000_000;

/** The open findings, packed: as many as an issue takes. */
function writeState(standing: Standing, open: readonly OpenFinding[]): string {
  for (let kept = open; ; kept = kept.slice(0, Math.floor(kept.length / 2))) {
    const packed = deflateRawSync(JSON.stringify({ ...standing, open: kept })).toString('base64url');
    if (packed.length <= MOST_STATE_BYTES || kept.length === 0) return `<!-- conform-state: ${packed} -->`;
  }
}

/** Whoever may edit the issue can have changed it; what cannot be read counts as nothing known. */
function readState(body: string): Standing | undefined {
  const packed = STATE.exec(body)?.[1];
  if (packed === undefined) return undefined;
  try {
    return parseStanding(
      inflateRawSync(Buffer.from(packed, 'base64url'), { maxOutputLength: MOST_INFLATED_BYTES }).toString(),
    );
  } catch {
    return undefined;
  }
}
