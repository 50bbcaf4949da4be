import type { Finding } from '../findings/finding.ts';
import { operationsOf } from '../findings/merge-into-causes.ts';
import { printPlace } from '../findings/place.ts';
import { responsibleFor } from '../rules/rules.ts';
import type { RunRecord } from '../findings/run-record.ts';
import { rerunFinding } from './commands.ts';
import { driftStateOf } from './describe-record.ts';
import type { Reporter } from './reporter.ts';
import { toPrintable } from './safe-text.ts';

/**
 * The reporter of findings as a table for spreadsheets (RFC 4180): a row for each finding, so that rows count as in every other
 * report, with all its operations in one cell. No cell can be taken for a formula.
 */
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
  ['operations', (finding) => operationsOf(finding).join(' ')],
  ['number of operations', (finding) => String(operationsOf(finding).length)],
  ['method', (finding) => finding.method.toUpperCase()],
  ['path', (finding) => finding.path],
  ['tier', (finding) => finding.tier ?? ''],
  ['place', (finding) => printPlace(finding.place)],
  ['contract', (finding) => finding.expected],
  ['seen', (finding) => finding.seen],
  ['why', (finding) => finding.why],
  ['attack', (finding) => finding.attack ?? ''],
  ['who has to change', (finding) => responsibleFor(finding)],
  ['file', (finding) => finding.clause.position.file],
  ['line', (finding) => String(finding.clause.position.line)],
  ['quote', (finding) => finding.clause.quote ?? ''],
  ['cases', (finding) => String(finding.cases.length)],
  ['fingerprint', (finding) => finding.fingerprint],
  ['reproduce', (finding) => finding.reproduce],
  ['run again', (finding, record) => rerunFinding(finding, record.run)],
];

function renderRow(cells: readonly string[]): string {
  return `${cells.map(renderCell).join(',')}\r\n`;
}

/** A text that a spreadsheet takes for a formula: full-width signs and blanks before them count too. */
const FORMULA = /^[\s\u0000]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

function renderCell(value: string): string {
  const defused = FORMULA.test(value) ? `'${value}` : value;
  return `"${toPrintable(defused).replaceAll('"', '""')}"`;
}
