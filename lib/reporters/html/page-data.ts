import type { Severity } from '../../core/severity.ts';
import type { Responsible } from '../../rules/rule.ts';
import type { CellVerdict, MatrixCell } from '../../findings/run-record.ts';
import type { RerunFacts } from '../commands.ts';

/** The state of a finding by the baseline. */
export type FindingState = 'new' | 'known' | 'lapsed' | 'worse';

/** An occurrence as the page shows it. Every member is a text, empty where there is none, so that the search can read all. */
export interface FindingView {
  readonly fingerprint: string;
  /** Fingerprint of the finding that it is an occurrence of. */
  readonly cause: string;
  /** The name that links lead to: the fingerprint of the finding for its canonical occurrence, else its own. */
  readonly anchor: string;
  readonly severity: Severity;
  readonly rule: string;
  readonly area: string;
  readonly ruleTitle: string;
  readonly operation: string;
  readonly endpoint: string;
  readonly service: string;
  readonly tier: string;
  readonly tierTitle: string;
  readonly place: string;
  readonly clause: string;
  readonly pointer: string;
  /** The lines of the clause. */
  readonly quote: string;
  readonly expected: string;
  readonly seen: string;
  /** The part of the answer that it is about. */
  readonly part: string;
  readonly why: string;
  readonly attack: string;
  readonly fix: string;
  readonly restsOn: string;
  readonly responsible: Responsible;
  readonly state: FindingState;
  readonly reproduce: string;
  /** The command that sends its probe again. */
  readonly rerun: string;
  readonly cases: readonly string[];
}

/** A finding; `members` are the places of its occurrences in the list of the page, the canonical one first. */
export interface GroupView {
  readonly fingerprint: string;
  readonly title: string;
  readonly severity: Severity;
  readonly expected: string;
  readonly seen: string;
  readonly state: FindingState;
  readonly members: readonly number[];
}

/** A cell of the matrix as the page shows it. */
export interface CellView {
  readonly operation: string;
  readonly tier: string;
  /** Empty in the plain cells; else the way in which the request was wrong. */
  readonly variant: string;
  readonly expected: MatrixCell['expected'];
  readonly access: MatrixCell['access'];
  readonly observed: string;
  readonly verdict: CellVerdict;
  readonly caseId: string;
  readonly reason: string;
  /** Fingerprint of the finding that says it for this cell as well. */
  readonly followsFrom: string;
}

/** One exchange, as the lines of its two messages. */
export interface ExchangeView {
  readonly caseId: string;
  readonly purpose: string;
  readonly outcome: string;
  readonly request: string;
  readonly answer: string;
}

/** An id with the name that people read. */
export interface Named {
  readonly id: string;
  readonly title: string;
}

/** The data of the parts of the page that react. */
export interface PageData {
  readonly findings: readonly FindingView[];
  readonly groups: readonly GroupView[];
  readonly cells: readonly CellView[];
  readonly exchanges: readonly ExchangeView[];
  readonly tiers: readonly Named[];
  readonly hasBaseline: boolean;
  /** The facts of the run that a command repeats. */
  readonly facts: RerunFacts;
}

/** A list of objects of texts, as rows of numbers that are the places of the texts in a table. */
interface PackedRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (number | readonly number[])[])[];
}

/** The data of a page, each text written once. */
export interface PackedData extends Omit<PageData, 'findings' | 'cells' | 'exchanges'> {
  readonly texts: readonly string[];
  readonly findings: PackedRows;
  readonly cells: PackedRows;
  readonly exchanges: PackedRows;
}

/** Packs the data of a page with each text written once, so that a page of ten thousand findings, which repeat one another, can be mailed. */
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

/** Unpacks the data that `packData` made, which is trusted. */
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
    // Rows have the columns and texts that they were packed with.
    findings: unpackRows(findings) as readonly FindingView[],
    cells: unpackRows(cells) as readonly CellView[],
    exchanges: unpackRows(exchanges) as readonly ExchangeView[],
  };
}
