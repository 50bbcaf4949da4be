import type { CellView, ExchangeView, FindingView, GroupView, Named, PageData } from './view.ts';

/** A list of objects of texts as a list of lists of numbers, each the place of a text in a table. */
interface PackedRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (number | readonly number[])[])[];
}

/** The data of a page, each text written once. */
export interface PackedData {
  readonly texts: readonly string[];
  readonly findings: PackedRows;
  readonly cells: PackedRows;
  readonly exchanges: PackedRows;
  readonly groups: readonly GroupView[];
  readonly tiers: readonly Named[];
  readonly hasBaseline: boolean;
  readonly facts: PageData['facts'];
}

/** Findings repeat one another: with each text written once, a page of ten thousand stays small enough to mail. */
export function packData(data: PageData): PackedData {
  const places = new Map<string, number>();
  const placeOf = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, places.size);
    return places.size - 1;
  };
  const packRows = (rows: readonly object[]): PackedRows => ({
    columns: Object.keys(rows[0] ?? {}),
    rows: rows.map((row) =>
      Object.values(row).map((value) =>
        Array.isArray(value) ? value.map((text) => placeOf(String(text))) : placeOf(String(value)),
      ),
    ),
  });
  const { findings, cells, exchanges, ...rest } = data;
  const packed = { findings: packRows(findings), cells: packRows(cells), exchanges: packRows(exchanges) };
  return { texts: [...places.keys()], ...packed, ...rest };
}

/** The same data again; what `packData` made is trusted to be so. */
export function unpackData({ texts, findings, cells, exchanges, ...rest }: PackedData): PageData {
  const textAt = (place: number): string => texts[place] ?? '';
  const unpackRows = ({ columns, rows }: PackedRows): readonly unknown[] =>
    rows.map((row) =>
      Object.fromEntries(
        columns.map((column, index) => {
          const value = row[index] ?? 0;
          return [column, typeof value === 'number' ? textAt(value) : value.map(textAt)];
        }),
      ),
    );
  return {
    ...rest,
    // Rows come back with the columns and texts that they had.
    findings: unpackRows(findings) as readonly FindingView[],
    cells: unpackRows(cells) as readonly CellView[],
    exchanges: unpackRows(exchanges) as readonly ExchangeView[],
  };
}
