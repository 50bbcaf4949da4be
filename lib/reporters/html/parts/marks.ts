import { h, type ComponentChild } from 'preact';
import { pluralise } from '../../../core/text.ts';
import type { CellView, FindingState } from '../view.ts';

/** What a cell shows besides its colour. */
export interface CellMark {
  readonly kind: 'in' | 'out' | 'drift' | 'unknown' | 'unprobed';
  readonly symbol: string;
  readonly title: string;
}

const MARKS = {
  in: { kind: 'in', symbol: '+', title: 'let in, as documented' },
  out: { kind: 'out', symbol: '\u2212', title: 'refused, as documented' },
  drift: { kind: 'drift', symbol: '\u2717', title: 'drift' },
  unknown: { kind: 'unknown', symbol: '?', title: 'could not tell' },
  unprobed: { kind: 'unprobed', symbol: '\u00b7', title: 'not probed' },
} as const satisfies Readonly<Record<CellMark['kind'], CellMark>>;

/** Every mark that a cell may have, for the legend. */
export const ALL_MARKS: readonly CellMark[] = Object.values(MARKS);

/** The mark of a cell: its verdict, and whether the caller got in where that is as expected. */
export function markOf(cell: CellView): CellMark {
  switch (cell.verdict) {
    case 'as-expected':
      return cell.access === 'refused' ? MARKS.out : MARKS.in;
    case 'drift':
      return MARKS.drift;
    case 'could-not-tell':
      return MARKS.unknown;
    case 'not-probed':
      return MARKS.unprobed;
  }
}

/** A severity as a coloured word. */
export function SeverityMark({ severity }: { readonly severity: string }): ComponentChild {
  return h('span', { class: `severity ${severity}` }, severity);
}

const STATE_TITLES: Readonly<Record<FindingState, string>> = {
  new: 'new',
  known: 'known',
  lapsed: 'acceptance lapsed',
  worse: 'worse than accepted',
};

/** How a finding stands to the baseline, as a word. */
export function StateMark({ state }: { readonly state: FindingState }): ComponentChild {
  return h('span', { class: `state ${state}` }, STATE_TITLES[state]);
}

/** A count with its word, the digits in groups of three: `1 finding`, `12,000 findings`. */
export function showCount(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${pluralise(count, word)}`;
}
