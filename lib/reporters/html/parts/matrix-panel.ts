import { h, type ComponentChild } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Named } from '../view.ts';
import { CellDialog } from './cell-dialog.ts';
import type { PanelProps } from './findings-panel.ts';
import { ALL_MARKS, markOf, showCount } from './marks.ts';
import {
  arrangeCells,
  countDrift,
  findCell,
  nameOfCell,
  rowDrifts,
  type CellPair,
  type MatrixRows,
} from './matrix-cells.ts';
import { moveFocus } from './move-focus.ts';

/** Who gets in: operations by credentials, each cell a button that opens what it rests on. */
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
