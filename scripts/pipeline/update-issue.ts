// Opens, updates or closes the one issue about the drift of a target, from the record of a run:
//   npx tsx scripts/pipeline/update-issue.ts reports/latest
// GITHUB_API_URL, GITHUB_REPOSITORY and GITHUB_TOKEN say where; Gitea's runner sets them too. REPORT_URL becomes a link. With
// ISSUE_DRY_RUN it only prints what it would do.
import { findRun } from '../../lib/cli/reports-folder.ts';
import { SEVERITIES } from '../../lib/core/severity.ts';
import { updateIssue } from './drift-issue.ts';
import { connectForge } from './forge.ts';

function required(name: string): string {
  const value = process.env[name]?.trim();
  if (value) return value;
  throw new Error(`${name} is not set`);
}

async function main(): Promise<void> {
  const { record } = findRun(process.argv[2] ?? 'reports/latest', 'reports');
  const failOn = SEVERITIES.find((severity) => severity === (process.env['FAIL_ON']?.trim() || 'major'));
  if (failOn === undefined) throw new Error(`FAIL_ON must be one of ${SEVERITIES.join(', ')}`);
  const reportUrl = process.env['REPORT_URL']?.trim();
  const forge = connectForge({
    apiUrl: required('GITHUB_API_URL'),
    repository: required('GITHUB_REPOSITORY'),
    token: required('GITHUB_TOKEN'),
  });
  const done = await updateIssue(forge, record, {
    failOn,
    isDryRun: Boolean(process.env['ISSUE_DRY_RUN']),
    authors: (process.env['ISSUE_AUTHORS'] ?? 'github-actions[bot],gitea-actions').split(','),
    ...(reportUrl ? { reportUrl } : {}),
  });
  process.stdout.write(`${done}\n`);
}

await main().catch((error: unknown) => {
  process.stderr.write(`update-issue: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
