import type { ComponentChild } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Named, PageData } from '../page-data.ts';
import { CellDialog, type CellPair, countDrift, drifts } from './cell-dialog.tsx';
import { ALL_MARKS, CellSign, markOf, showCount } from './elements.tsx';
import type { PanelProps } from './findings-panel.tsx';

/** Cells by operation, then by tier. */
type MatrixRows = ReadonlyMap<string, ReadonlyMap<string, CellPair>>;

/** Draws the matrix of operations by credentials. Each cell is a button that opens what it rests on. */
export function MatrixPanel({ data, state, change }: PanelProps): ComponentChild {
  const rows = useMemo(() => arrangeCells(data.cells), [data]);
  const onlyDrift = state.rows === 'drift';
  const grid = useMemo(() => {
    const shown = onlyDrift ? new Map([...rows].filter(([, row]) => [...row.values()].some(drifts))) : rows;
    return renderGrid(shown, data.tiers, (cell) => change({ cell }));
  }, [rows, onlyDrift, change]);
  if (rows.size === 0) return <p class="none">No cell of the matrix was part of this run.</p>;
  const open = findCell(rows, state.cell);
  return (
    <div>
      <div class="legend">
        {ALL_MARKS.map((mark) => (
          <span key={mark.kind}>
            <CellSign {...mark} />
            {mark.title}
          </span>
        ))}
        <span>
          <CellSign kind="out corner" symbol="&minus;" />a wrong or roundabout request drifts
        </span>
        <label class="only">
          <input
            type="checkbox"
            checked={onlyDrift}
            onChange={(event) => change({ rows: event.currentTarget.checked ? 'drift' : '' })}
          />
          only rows that drift
        </label>
      </div>
      {grid}
      {open !== undefined && (
        <CellDialog
          key={state.cell}
          pair={open}
          data={data}
          close={() => change({ cell: '' })}
          leave={(finding) => change({ cell: '', finding })}
        />
      )}
    </div>
  );
}

/** Arranges cells by operation, in the order of the contract, and tier. */
function arrangeCells(cells: PageData['cells']): MatrixRows {
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

function renderGrid(rows: MatrixRows, tiers: readonly Named[], open: (cell: string) => void): ComponentChild {
  if (rows.size === 0) return <p class="none">No row drifts.</p>;
  return (
    <div class="scroll" role="region" aria-label="Matrix of operations and credentials">
      <table class="matrix" role="grid" aria-label="Who gets in; arrow keys move, Enter opens" onKeyDown={moveFocus}>
        <thead>
          <tr>
            <th scope="col">operation</th>
            {tiers.map((tier) => (
              <th key={tier.id} scope="col">
                <span>{tier.title}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...rows].map(([operation, row], line) => (
            <tr key={operation}>
              <th scope="row">{operation}</th>
              {tiers.map((tier, column) => (
                <td key={tier.id}>{renderCell(row.get(tier.id), tier, { line, column, open })}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Returns the name of a cell in the address: `getOrg/anonymous`. */
function nameOfCell({ operation, tier }: Pick<CellPair, 'operation' | 'tier'>): string {
  return `${encodeURIComponent(operation)}/${encodeURIComponent(tier)}`;
}

/** Finds the cell of a name, which may be any text, since it comes from the address. */
function findCell(rows: MatrixRows, name: string): CellPair | undefined {
  if (name === '') return undefined;
  return [...rows.values()].flatMap((row) => [...row.values()]).find((pair) => nameOfCell(pair) === name);
}

interface CellPlace {
  readonly line: number;
  readonly column: number;
  readonly open: (cell: string) => void;
}

function renderCell(pair: CellPair | undefined, tier: Named, { line, column, open }: CellPlace): ComponentChild {
  if (pair === undefined) return null;
  const drifting = countDrift(pair.variants);
  const mark = pair.plain === undefined ? undefined : markOf(pair.plain);
  return (
    <button
      type="button"
      class={`cell ${mark?.kind ?? 'unprobed'}${drifting > 0 ? ' corner' : ''}`}
      tabIndex={line === 0 && column === 0 ? 0 : -1}
      data-at={`${line},${column}`}
      aria-label={nameCell(pair, tier, drifting)}
      onClick={() => open(nameOfCell(pair))}
    >
      {mark?.symbol ?? '\u00b7'}
    </button>
  );
}

function nameCell({ operation, plain, variants }: CellPair, tier: Named, drifting: number): string {
  const seen = plain === undefined ? 'no plain request' : `${markOf(plain).title}, ${plain.observed}`;
  const more = drifting === 0 ? '' : `, ${drifting} of ${showCount(variants.length, 'wrong request')} drift`;
  return `${operation}, ${tier.title}: ${seen}${more}`;
}

const STEPS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

/**
 * Moves the focus from cell to cell; only one cell is a stop of the Tab key (WAI-ARIA, grid pattern). It changes the elements
 * themselves, because drawing eight hundred cells again for a focus would be slow.
 */
function moveFocus(event: KeyboardEvent): void {
  const grid = event.currentTarget as HTMLElement;
  const from = event.target instanceof HTMLElement ? event.target : undefined;
  const at = from?.dataset['at'];
  if (at === undefined) return;
  const to = findTarget(grid, event, at.split(',').map(Number));
  if (to === undefined) return;
  event.preventDefault();
  for (const stop of grid.querySelectorAll<HTMLElement>('[tabindex="0"]')) stop.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}

function findTarget(
  grid: HTMLElement,
  event: KeyboardEvent,
  [line = 0, column = 0]: readonly number[],
): HTMLElement | undefined {
  const lines = [...grid.querySelectorAll('tbody tr')].map((row) => [
    ...row.querySelectorAll<HTMLElement>('[data-at]'),
  ]);
  if (event.key === 'Home') return (event.ctrlKey ? lines[0] : lines[line])?.[0];
  if (event.key === 'End') return (event.ctrlKey ? lines.at(-1) : lines[line])?.at(-1);
  const step = STEPS[event.key];
  if (step === undefined) return undefined;
  const wanted = Math.min(lines.length - 1, Math.max(0, line + step[0]));
  return lines[wanted]?.find((cell) => cell.dataset['at'] === `${wanted},${column + step[1]}`);
}
