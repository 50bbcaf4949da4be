import type { CellView, PageData } from '../page-data.ts';

/** The cells of one operation and one tier: that of the plain request, and those of the wrong ones. */
export interface CellPair {
  readonly operation: string;
  readonly tier: string;
  readonly plain?: CellView;
  readonly variants: readonly CellView[];
}

/** Cells by operation, then by tier. */
export type MatrixRows = ReadonlyMap<string, ReadonlyMap<string, CellPair>>;

/** Arranges cells by operation, in the order of the contract, and tier. */
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

/** Counts the ways to be wrong that drift. */
export function countDrift(variants: readonly CellView[]): number {
  return variants.filter((variant) => variant.verdict === 'drift').length;
}

/** Whether a cell drifts, or any way to be wrong behind it. */
export function drifts({ plain, variants }: CellPair): boolean {
  return plain?.verdict === 'drift' || countDrift(variants) > 0;
}

/** Returns the name of a cell in the address: `getOrg/anonymous`. */
export function nameOfCell({ operation, tier }: Pick<CellPair, 'operation' | 'tier'>): string {
  return `${encodeURIComponent(operation)}/${encodeURIComponent(tier)}`;
}

/** Finds the cell of a name, which may be any text, since it comes from the address. */
export function findCell(rows: MatrixRows, name: string): CellPair | undefined {
  if (name === '') return undefined;
  return [...rows.values()].flatMap((row) => [...row.values()]).find((pair) => nameOfCell(pair) === name);
}
