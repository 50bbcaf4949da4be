import { createHash } from 'node:crypto';
import { renderToString } from 'preact-render-to-string';
import { occurrencesOf } from '../findings/merge-into-causes.ts';
import type { RunRecord } from '../findings/run-record.ts';
import { titleOfVerdict } from './describe-record.ts';
import { buildExchanges, buildPageData, toPrintableRecord } from './html/build-page-data.ts';
import { pageAssets } from './html/page-assets.ts';
import { packData } from './html/page-data.ts';
import { Page } from './html/parts/page.tsx';
import { partSeen } from './part-seen.ts';
import type { Reporter } from './reporter.ts';
import { toPrintable } from './safe-text.ts';

/** The reporter of the whole run on one page that opens from disk: no network, no other files. */
export const html: Reporter = {
  id: 'html',
  title: 'a page to look at, filter and print',
  fileName: 'report.html',
  render: renderPage,
};

/**
 * Renders the page of a run, one file that opens from disk. It loads and sends nothing: its policy allows only the style and
 * the scripts that it carries, by their hashes (CSP Level 3). Everything from the deployment is text.
 */
function renderPage(whole: RunRecord): string {
  const raw = withWorst(whole);
  const record = toPrintableRecord(raw);
  const parts = new Map(
    occurrencesOf(raw.findings).map((each) => [each.fingerprint, toPrintable(partSeen(each, raw))]),
  );
  const data = buildPageData(record, buildExchanges(raw), parts);
  const { style, theme, script } = pageAssets();
  const title = `${titleOfVerdict(record).toLowerCase()}: ${record.run.target.name}, ${record.run.startedAt.slice(0, 16).replace('T', ' ')}`;
  const policy = `default-src 'none'; style-src ${sourceOf(style)}; script-src ${sourceOf(theme)} ${sourceOf(script)}; base-uri 'none'; form-action 'none'`;
  const head = (
    <>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content={policy} />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="referrer" content="no-referrer" />
      <title>{title}</title>
    </>
  );
  // Only own texts and hashes are put together here; the record is drawn by preact, or stands in the data.
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head>${renderToString(head)}<style>${style}</style><script>${theme}</script></head>`,
    `<body>${renderToString(<Page record={record} data={data} />)}`,
    `<script type="application/json" id="data">${scriptJson(packData(data))}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** As many occurrences of findings as a browser shows in no time. */
const MOST_OCCURRENCES = 4_000;

/** The record with its worst findings, each with its first operations, and a note where there are more. */
function withWorst(record: RunRecord): RunRecord {
  const places = record.findings.reduce((sum, { occurrences }) => sum + occurrences.length, 0);
  if (places <= MOST_OCCURRENCES) return record;
  let room = MOST_OCCURRENCES;
  const findings = record.findings.flatMap((finding) => {
    if (room <= 0) return [];
    const occurrences = finding.occurrences.slice(0, room);
    room -= finding.occurrences.length;
    return [{ ...finding, occurrences }];
  });
  const note = `This page shows the ${findings.length} worst of ${record.findings.length} findings, and not all places of the last one; findings.json and findings.csv have all.`;
  return { ...record, findings, notes: [note, ...record.notes] };
}

/** Renders JSON that can stand in an element: no `<` can end it or begin a comment (HTML, section 4.12.1.3). */
function scriptJson(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** Returns the source expression that allows a style or a script which the page carries (CSP Level 3, section 2.3.1). */
function sourceOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
