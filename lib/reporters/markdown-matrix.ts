import type { MatrixCell, RunRecord } from '../findings/run-record.ts';
import { markdownText, takeWithin } from './markdown-text.ts';
import { TIERS } from '../contract/callers.ts';

const MOST_BYTES = 100_000;

const LEGEND =
  '`+` let in, as documented · `-` refused, as documented · `✗` drift · `?` could not tell · `·` not probed · empty: not part of this run';

/** The tier matrix: operations by tiers, drift linked to its finding. */
export function renderMatrix(record: RunRecord): readonly string[] {
  const cells = record.matrix.filter((cell) => cell.variant === undefined);
  if (cells.length === 0) return [];
  const tiers = columnsOf(cells);
  const anchors = anchorsByCase(record);
  const rows = new Map<string, Map<string, MatrixCell>>();
  for (const cell of cells) {
    const row = rows.get(cell.operationId) ?? new Map<string, MatrixCell>();
    rows.set(cell.operationId, row.set(cell.tier, cell));
  }
  const lines = [...rows].map(([operationId, row]) =>
    tableRow([markdownText(operationId), ...tiers.map((tier) => renderCell(row.get(tier), anchors))]),
  );
  const { taken, left } = takeWithin(lines, MOST_BYTES);
  return [
    '## Who gets in',
    '',
    LEGEND,
    '',
    tableRow(['operation', ...tiers.map(markdownText)]),
    tableRow(['---', ...tiers.map(() => ':-:')]),
    ...taken,
    '',
    ...(left === 0 ? [] : [`${left} more operations are in run.json.`, '']),
  ];
}

/** A row of a table; the cells have to be Markdown already. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The tiers that occur, in the order of their columns; unknown ones last. */
function columnsOf(matrix: readonly MatrixCell[]): readonly string[] {
  const seen = new Set(matrix.map((cell) => cell.tier));
  const known = TIERS.map((tier) => tier.id).filter((id) => seen.has(id));
  return [...known, ...[...seen].filter((id) => !known.includes(id)).sort()];
}

/** Where a case leads to: the worst finding that it shows. */
function anchorsByCase(record: RunRecord): ReadonlyMap<string, string> {
  const anchors = new Map<string, string>();
  for (const finding of record.findings) {
    for (const caseId of finding.cases) {
      if (!anchors.has(caseId)) anchors.set(caseId, anchorOf(finding.fingerprint));
    }
  }
  return anchors;
}

/** The name under which a finding can be linked to. */
export function anchorOf(fingerprint: string): string {
  return `finding-${fingerprint.replace(/[^0-9a-f]/g, '')}`;
}

function renderCell(cell: MatrixCell | undefined, anchors: ReadonlyMap<string, string>): string {
  switch (cell?.verdict) {
    case 'as-expected':
      return cell.access === 'accepted' ? '+' : '-';
    case 'drift': {
      const anchor = anchors.get(cell.caseId);
      return anchor === undefined ? '**✗**' : `[**✗**](#${anchor})`;
    }
    case 'could-not-tell':
      return '?';
    case 'not-probed':
      return '·';
    case undefined:
      return '';
  }
}
