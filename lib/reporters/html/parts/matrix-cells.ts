import type { CellView, PageData } from '../view.ts';

/** What is known of one operation and one tier: the plain request, and the wrong ones. */
export interface CellPair {
  readonly operation: string;
  readonly tier: string;
  readonly plain?: CellView;
  readonly variants: readonly CellView[];
}

/** Cells by operation, then by tier. */
export type MatrixRows = ReadonlyMap<string, ReadonlyMap<string, CellPair>>;

/** The cells by operation, in the order of the contract, and tier. */
export function arrangeCells(cells: PageData['cells']): MatrixRows {
  const rows = new Map<string, Map<string, CellPair>>();
  for (const cell of cells) {
    const row = rows.get(cell.operation) ?? new Map<string, CellPair>();
    const pair = row.get(cell.tier) ?? { operation: cell.operation, tier: cell.tier, variants: [] };
    row.set(
      cell.tier,
      cell.variant === '' ? { ...pair, plain: cell } : { ...pair, variants: [...pair.variants, cell] },
    );
    rows.set(cell.operation, row);
  }
  return rows;
}

/** How many of these ways to be wrong drift. */
export function countDrift(variants: readonly CellView[]): number {
  return variants.filter((variant) => variant.verdict === 'drift').length;
}

/** Whether any cell of an operation drifts, or any way to be wrong behind one. */
export function rowDrifts(row: ReadonlyMap<string, CellPair>): boolean {
  return [...row.values()].some((pair) => pair.plain?.verdict === 'drift' || countDrift(pair.variants) > 0);
}

/** What a cell is called in the address. */
export function nameOfCell({ operation, tier }: Pick<CellPair, 'operation' | 'tier'>): string {
  return `${encodeURIComponent(operation)}/${encodeURIComponent(tier)}`;
}

/** The cell of that name, if there is one; anything may stand in an address. */
export function findCell(rows: MatrixRows, name: string): CellPair | undefined {
  if (name === '') return undefined;
  return [...rows.values()].flatMap((row) => [...row.values()]).find((pair) => nameOfCell(pair) === name);
}
