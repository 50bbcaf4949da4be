import type { Finding } from '../findings/finding.ts';
import type { RunRecord } from '../findings/run-record.ts';
import { driftStateOf } from './describe-record.ts';
import type { Reporter } from './reporter.ts';
import { toPrintable } from './safe-text.ts';

/** Findings as a table for spreadsheets (RFC 4180). No cell can be taken for a formula. */
export const csv: Reporter = {
  id: 'csv',
  title: 'findings as a table',
  fileName: 'findings.csv',
  render: (record) =>
    [
      COLUMNS.map(([title]) => title),
      ...record.findings.map((finding) => COLUMNS.map(([, value]) => value(finding, record))),
    ]
      .map(renderRow)
      .join(''),
};

const COLUMNS: readonly (readonly [title: string, value: (finding: Finding, record: RunRecord) => string])[] = [
  ['severity', (finding) => finding.severity],
  ['state', (finding, record) => driftStateOf(finding, record) ?? ''],
  ['rule', (finding) => finding.rule],
  ['operation', (finding) => finding.operationId],
  ['method', (finding) => finding.method.toUpperCase()],
  ['path', (finding) => finding.path],
  ['tier', (finding) => finding.tier ?? ''],
  ['place', (finding) => finding.place],
  ['contract', (finding) => finding.expected],
  ['seen', (finding) => finding.seen],
  ['attack', (finding) => finding.attack ?? ''],
  ['file', (finding) => finding.clause.position.file],
  ['line', (finding) => String(finding.clause.position.line)],
  ['cases', (finding) => String(finding.cases.length)],
  ['fingerprint', (finding) => finding.fingerprint],
  ['reproduce', (finding) => finding.reproduce],
];

function renderRow(cells: readonly string[]): string {
  return `${cells.map(renderCell).join(',')}\r\n`;
}

/** What spreadsheets take for the start of a formula, in the widths that they accept, blanks before it or not. */
const FORMULA = /^[\s\u0000]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

function renderCell(value: string): string {
  const defused = FORMULA.test(value) ? `'${value}` : value;
  return `"${toPrintable(defused).replaceAll('"', '""')}"`;
}
