import { printPlace } from '../findings/place.ts';
import type { RunRecord } from '../findings/run-record.ts';
import { findRule, responsibleFor } from '../rules/rules.ts';
import type { Reporter } from './reporter.ts';

/** The reporter of the whole record, as `spec/run-record.schema.json` describes it. Other reports can be rendered from it again. */
export const json: Reporter = {
  id: 'json',
  title: 'the whole record of the run',
  fileName: 'run.json',
  render: (record) => renderJson(record),
};

/**
 * The reporter of the findings without anything that varies: two runs of one seed over one contract and an unchanged
 * deployment write the same bytes. Left out are the run's id and times, addresses, figures of requests (retries depend on the network), notes,
 * leftovers and gaps of transport, budget and cleaning up, which say how a run went and not what a deployment is like.
 */
export const findingsJson: Reporter = {
  id: 'findings-json',
  title: 'what was found, the same bytes in every run of one seed',
  fileName: 'findings.json',
  render: (record) => renderJson(selectStable(record)),
};

function selectStable(record: RunRecord): object {
  const { title, version, hash } = record.run.contract;
  return {
    schemaVersion: 2,
    contract: { title, version, hash },
    findings: record.findings.map((finding) => ({
      ...finding,
      place: printPlace(finding.place),
      occurrences: finding.occurrences.map((each) => ({ ...each, place: printPlace(each.place) })),
      responsible: responsibleFor(finding),
    })),
    deviations: record.deviations,
    gaps: record.gaps.filter((gap) => findRule(gap.rule)?.about !== 'run'),
    matrix: record.matrix,
  };
}

/** Characters that hide in a text or change how it is shown, beyond the control characters that JSON escapes by itself. */
const HIDDEN =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\u{e0000}-\u{e007f}]/gu;

/** Renders a value as indented JSON that is harmless when a terminal shows it. Read back, the value is the same. */
export function renderJson(value: object): string {
  return `${JSON.stringify(value, undefined, 2).replace(HIDDEN, escapeUnits)}\n`;
}

/** Renders a document with many `log.entries` as JSON with one entry a line, escaped in the same way. */
export function renderJsonLines(document: { readonly log: object }, entries: readonly object[]): string {
  const head = JSON.stringify({ ...document, log: { ...document.log, entries: [] } });
  const at = head.lastIndexOf('"entries":[') + '"entries":['.length;
  const lines = entries.map((entry) => JSON.stringify(entry)).join(',\n');
  return `${head.slice(0, at)}\n${lines}\n${head.slice(at)}\n`.replace(HIDDEN, escapeUnits);
}

/** Escapes a character; one beyond the basic plane is written as its two halves (RFC 8259, section 7). */
function escapeUnits(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
