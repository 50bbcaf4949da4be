import { h, Fragment, type ComponentChild } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { RunRecord } from '../../findings/run-record.ts';
import { titleOfVerdict } from '../describe-record.ts';
import { partSeen } from '../part-seen.ts';
import { toPrintable } from '../safe-text.ts';
import { buildExchanges } from './build-exchanges.ts';
import { buildPageData } from './build-page-data.ts';
import { packData } from './pack.ts';
import { loadAssets, type PageAssets } from './page-assets.ts';
import { Page } from './parts/page.ts';
import { toPrintableRecord } from './printable-record.ts';

/**
 * The page of a run, in one file that opens from disk. Nothing is loaded and nothing is sent: its policy allows only the
 * style and the scripts that it carries, by their hashes (CSP Level 3). Everything from the deployment is text.
 */
export function renderPage(raw: RunRecord): string {
  const record = toPrintableRecord(raw);
  const parts = new Map(raw.findings.map((finding) => [finding.fingerprint, toPrintable(partSeen(finding, raw))]));
  const data = buildPageData(record, buildExchanges(raw), parts);
  const assets = loadAssets();
  const title = `${titleOfVerdict(record).toLowerCase()}: ${record.run.target.name}, ${record.run.startedAt.slice(0, 16).replace('T', ' ')}`;
  // Own texts and hashes only; what comes from the record is drawn by preact, or stands in the data.
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head>${renderToString(h(Head, { title, assets }))}<style>${assets.style.text}</style><script>${assets.theme.text}</script></head>`,
    `<body>${renderToString(h(Page, { record, data }))}`,
    `<script type="application/json" id="data">${scriptJson(packData(data))}</script>`,
    `<script>${assets.script.text}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function Head({
  title,
  assets: { style, theme, script },
}: {
  readonly title: string;
  readonly assets: PageAssets;
}): ComponentChild {
  const policy = `default-src 'none'; style-src ${style.source}; script-src ${theme.source} ${script.source}; base-uri 'none'; form-action 'none'`;
  return h(
    Fragment,
    null,
    h('meta', { charset: 'utf-8' }),
    h('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'color-scheme', content: 'light dark' }),
    h('meta', { name: 'referrer', content: 'no-referrer' }),
    h('title', null, title),
  );
}

/** JSON that can stand in an element: no `<` can end it or begin a comment (HTML, section 4.12.1.3). */
function scriptJson(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
