import type { Evidence, RunRecord } from '../findings/run-record.ts';
import { csv } from './csv.ts';
import { har } from './har.ts';
import { html } from './html.tsx';
import { findingsJson, json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { overlay } from './overlay.ts';
import type { Reporter } from './reporter.ts';
import { sarif } from './sarif.ts';

/** Every format that a run is reported in, in the order in which help lists them. */
export const REPORTERS: readonly Reporter[] = [csv, findingsJson, har, html, json, junit, markdown, overlay, sarif];

/** Renders a run in each format in which it has something to say. With `exchanges` the archive holds all of them. */
export function renderReports(
  record: RunRecord,
  reporters: readonly Reporter[] = REPORTERS,
  exchanges?: readonly Evidence[],
): readonly { readonly name: string; readonly text: string }[] {
  return reporters
    .filter((reporter) => reporter.isDue?.(record) ?? true)
    .map((reporter) => ({ name: reporter.fileName, text: reporter.render(record, exchanges) }));
}
