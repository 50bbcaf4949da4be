import type { RunRecord } from '../../lib/findings/run-record.ts';
import { decideIssue, markerOf, type IssueOptions } from './drift-issue.ts';
import type { Forge } from './forge.ts';

export interface UpdateOptions extends IssueOptions {
  /** Who opens such issues: the same text in somebody else's issue is not ours to change. */
  readonly authors: readonly string[];
  readonly isDryRun: boolean;
}

/** Brings the issue of a target up to date, and says what was done. A body that says what it said is not sent again. */
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
