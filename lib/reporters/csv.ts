import type { Finding } from '../findings/finding.ts';
import { groupFindings } from '../findings/group-findings.ts';
import { responsibleFor } from '../findings/responsibility.ts';
import type { RunRecord } from '../findings/run-record.ts';
import { rerunFinding } from './commands.ts';
import { driftStateOf } from './describe-record.ts';
import type { Reporter } from './reporter.ts';
import { toPrintable } from './safe-text.ts';

/** The reporter of findings as a table for spreadsheets (RFC 4180). No cell can be taken for a formula. */
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
  ['why', (finding) => finding.why],
  ['attack', (finding) => finding.attack ?? ''],
  ['who has to change', (finding) => responsibleFor(finding)],
  ['file', (finding) => finding.clause.position.file],
  ['line', (finding) => String(finding.clause.position.line)],
  ['quote', (finding) => finding.clause.quote ?? ''],
  ['cases', (finding) => String(finding.cases.length)],
  ['fingerprint', (finding) => finding.fingerprint],
  ['cause', (finding, record) => causeOf(finding, record)],
  ['reproduce', (finding) => finding.reproduce],
  ['run again', (finding, record) => rerunFinding(finding, record.run)],
];

const causes = new WeakMap<RunRecord, ReadonlyMap<string, string>>();

/** Returns the fingerprint of the first finding of the same cause. */
function causeOf({ fingerprint }: Finding, record: RunRecord): string {
  const known = causes.get(record) ?? causesOf(record);
  causes.set(record, known);
  return known.get(fingerprint) ?? fingerprint;
}

function causesOf({ findings }: RunRecord): ReadonlyMap<string, string> {
  return new Map(groupFindings(findings).flatMap(({ id, members }) => members.map((member) => [member, id] as const)));
}

function renderRow(cells: readonly string[]): string {
  return `${cells.map(renderCell).join(',')}\r\n`;
}

/** A text that a spreadsheet takes for a formula: full-width signs and blanks before them count too. */
const FORMULA = /^[\s\u0000]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

function renderCell(value: string): string {
  const defused = FORMULA.test(value) ? `'${value}` : value;
  return `"${toPrintable(defused).replaceAll('"', '""')}"`;
}
