import { type ComponentChild, h } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Named } from '../page-data.ts';
import { CellDialog } from './cell-dialog.ts';
import { ALL_MARKS, markOf, showCount } from './elements.ts';
import type { PanelProps } from './findings-panel.ts';
import {
  arrangeCells,
  type CellPair,
  countDrift,
  findCell,
  type MatrixRows,
  nameOfCell,
  rowDrifts,
} from './matrix-cells.ts';

/** Draws the matrix of operations by credentials. Each cell is a button that opens what it rests on. */
export function MatrixPanel({ data, state, change }: PanelProps): ComponentChild {
  const rows = useMemo(() => arrangeCells(data.cells), [data]);
  const onlyDrift = state.rows === 'drift';
  const grid = useMemo(
    () => renderGrid(onlyDrift ? keepDrift(rows) : rows, data.tiers, (cell) => change({ cell })),
    [rows, onlyDrift, change],
  );
  if (rows.size === 0) return h('p', { class: 'none' }, 'No cell of the matrix was part of this run.');
  const open = findCell(rows, state.cell);
  return h(
    'div',
    null,
    h(
      'div',
      { class: 'legend' },
      ALL_MARKS.map((mark) =>
        h(
          'span',
          { key: mark.kind },
          h('span', { class: `cell ${mark.kind}`, 'aria-hidden': true }, mark.symbol),
          mark.title,
        ),
      ),
      h(
        'span',
        null,
        h('span', { class: 'cell out corner', 'aria-hidden': true }, '\u2212'),
        'a wrong or roundabout request drifts',
      ),
      h(
        'label',
        { class: 'only' },
        h('input', {
          type: 'checkbox',
          checked: onlyDrift,
          onChange: (event: Event) =>
            change({ rows: (event.currentTarget as HTMLInputElement).checked ? 'drift' : '' }),
        }),
        'only rows that drift',
      ),
    ),
    grid,
    open === undefined
      ? null
      : h(CellDialog, {
          key: state.cell,
          pair: open,
          data,
          close: () => change({ cell: '' }),
          leave: (finding) => change({ cell: '', finding }),
        }),
  );
}

function keepDrift(rows: MatrixRows): MatrixRows {
  return new Map([...rows].filter(([, row]) => rowDrifts(row)));
}

function renderGrid(rows: MatrixRows, tiers: readonly Named[], open: (cell: string) => void): ComponentChild {
  if (rows.size === 0) return h('p', { class: 'none' }, 'No row drifts.');
  return h(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': 'Matrix of operations and credentials' },
    h(
      'table',
      {
        class: 'matrix',
        role: 'grid',
        'aria-label': 'Who gets in; arrow keys move, Enter opens',
        onKeyDown: moveFocus,
      },
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          h('th', { scope: 'col' }, 'operation'),
          tiers.map((tier) => h('th', { key: tier.id, scope: 'col' }, h('span', null, tier.title))),
        ),
      ),
      h(
        'tbody',
        null,
        [...rows].map(([operation, row], line) =>
          h(
            'tr',
            { key: operation },
            h('th', { scope: 'row' }, operation),
            tiers.map((tier, column) =>
              h('td', { key: tier.id }, renderCell(row.get(tier.id), tier, { line, column, open })),
            ),
          ),
        ),
      ),
    ),
  );
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
  return h(
    'button',
    {
      type: 'button',
      class: `cell ${mark?.kind ?? 'unprobed'}${drifting > 0 ? ' corner' : ''}`,
      tabIndex: line === 0 && column === 0 ? 0 : -1,
      'data-at': `${line},${column}`,
      'aria-label': nameCell(pair, tier, drifting),
      onClick: () => open(nameOfCell(pair)),
    },
    mark?.symbol ?? '\u00b7',
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
  const place = from?.dataset['at']?.split(',').map(Number);
  if (from === undefined || place === undefined) return;
  const [line = 0, column = 0] = place;
  const to = findTarget(grid, event, { line, column });
  if (to === undefined) return;
  event.preventDefault();
  for (const stop of grid.querySelectorAll<HTMLElement>('[tabindex="0"]')) stop.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function findTarget(grid: HTMLElement, event: KeyboardEvent, { line, column }: Place): HTMLElement | undefined {
  const lines = [...grid.querySelectorAll('tbody tr')].map((row) => [
    ...row.querySelectorAll<HTMLElement>('[data-at]'),
  ]);
  if (event.key === 'Home') return (event.ctrlKey ? lines[0] : lines[line])?.[0];
  if (event.key === 'End') return (event.ctrlKey ? lines.at(-1) : lines[line])?.at(-1);
  const step = STEPS[event.key];
  if (step === undefined) return undefined;
  const wanted = Math.min(lines.length - 1, Math.max(0, line + step[0]));
  return lines[wanted]?.find((cell) => cell.dataset['at'] === `${wanted},${column + step[1]}`) ?? undefined;
}
