import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { isAtLeast, type Severity } from '../../lib/core/severity.ts';
import { compareStanding, type OpenFinding, parseStanding, type Standing } from '../../lib/drift/standing.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import type { Forge } from './forge.ts';
import { renderBody, renderChange } from './issue-text.ts';

/** What to do about the one issue of a target. */
type IssueAction =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'open'; readonly title: string; readonly body: string }
  | { readonly kind: 'update'; readonly body: string; readonly comment: string }
  | { readonly kind: 'close'; readonly body: string; readonly comment: string };

interface IssueOptions {
  readonly failOn: Severity;
  readonly reportUrl?: string;
}

/**
 * Compares a run with the body of the issue before it. Opens the issue with the first finding that counts, updates it when one
 * is new or gone, and closes it when the last one is gone. A finding that the run did not judge stays open. Pure.
 */
function decideIssue(record: RunRecord, before: string | undefined, options: IssueOptions): IssueAction {
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

/** Returns the first line of the issue's body, by which the issue of a target is recognised. */
function markerOf({ run }: Pick<RunRecord, 'run'>): string {
  return `<!-- conform: drift of ${run.target.name} (${run.profile}) -->`;
}

function titleOf({ run }: RunRecord): string {
  return `Contract drift: ${run.target.name} (${run.profile})`;
}

const STATE = /<!-- conform-state: ([A-Za-z0-9_-]+) -->/;
const MOST_STATE_BYTES = 20_000;
const MOST_INFLATED_BYTES = 4_000_000;

/** Packs the open findings into a comment, as many as an issue has room for. */
function writeState(standing: Standing, open: readonly OpenFinding[]): string {
  for (let kept = open; ; kept = kept.slice(0, Math.floor(kept.length / 2))) {
    const packed = deflateRawSync(JSON.stringify({ ...standing, open: kept })).toString('base64url');
    if (packed.length <= MOST_STATE_BYTES || kept.length === 0) return `<!-- conform-state: ${packed} -->`;
  }
}

/** Unpacks the open findings. Undefined if they cannot be read: anybody who may edit the issue can have changed them. */
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

interface UpdateOptions extends IssueOptions {
  /** Logins that open such issues. An issue by somebody else is never changed, whatever its text. */
  readonly authors: readonly string[];
  readonly isDryRun: boolean;
}

/** Brings the issue of a target up to date, and returns what was done: `updated #7`. Sends nothing if nothing has changed. */
export async function updateIssue(forge: Forge, record: RunRecord, options: UpdateOptions): Promise<string> {
  const marker = markerOf(record);
  const issues = await forge.listOpenIssues();
  const own = issues.filter(
    ({ body, user }) => body?.startsWith(marker) === true && options.authors.includes(user?.login ?? ''),
  );
  // The oldest, should there ever be two.
  const issue = own.sort((left, right) => left.number - right.number)[0];
  const action = decideIssue(record, issue?.body ?? undefined, options);
  if (options.isDryRun) return `would do: ${action.kind}`;
  if (action.kind === 'open') return `opened #${await forge.createIssue(action.title, action.body)}`;
  if (action.kind === 'nothing' || issue === undefined) return 'nothing to do';
  await forge.comment(issue.number, action.comment);
  await forge.changeIssue(issue.number, {
    body: action.body,
    ...(action.kind === 'close' ? { state: 'closed' as const } : {}),
  });
  return `${action.kind === 'close' ? 'closed' : 'updated'} #${issue.number}`;
}
