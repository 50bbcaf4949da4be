import { h, type ComponentChild } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { NOTHING_CHOSEN, type ViewState } from '../address.ts';
import { filterGroups, type ShownGroup } from '../filter-findings.ts';
import type { FindingView, PageData } from '../view.ts';
import { FindingFilters, type Change } from './finding-filters.ts';
import { FindingGroup } from './finding-group.ts';
import { showCount } from './marks.ts';

const GROUPS_PER_PAGE = 50;

/** The data of the page, and what is chosen of it. */
export interface PanelProps {
  readonly data: PageData;
  readonly state: ViewState;
  readonly change: Change;
}

/** The findings by cause, narrowed down to what is chosen, one page at a time. */
export function FindingsPanel({ data, state, change }: PanelProps): ComponentChild {
  const { severity, area, operation, tier, service, responsible, q } = state;
  const groups = useMemo(
    () => filterGroups(data.groups, data.findings, state),
    [data, severity.join(), area, operation, tier, service, state.state, responsible, q],
  );
  const pages = Math.max(1, Math.ceil(groups.length / GROUPS_PER_PAGE));
  const page = Math.min(state.page, pages);
  useEffect(() => showLinked(groups, { data, state, change }), [state.finding, groups]);
  if (data.findings.length === 0)
    return h('div', null, h(Lost, { data, state }), h('p', { class: 'none' }, 'No findings.'));
  const from = (page - 1) * GROUPS_PER_PAGE;
  return h(
    'div',
    null,
    h(Lost, { data, state }),
    h(FindingFilters, { data, state, change }),
    h('p', { class: 'tally', role: 'status' }, describeTally(groups, data)),
    h(
      'div',
      { class: 'groups' },
      groups
        .slice(from, from + GROUPS_PER_PAGE)
        .map((group) => h(FindingGroup, { key: group.members[0]?.fingerprint, group, data, linked: state.finding })),
    ),
    pages === 1 ? null : h(Pages, { page, pages, change }),
  );
}

/** Said where a link names a finding that this report does not have. */
function Lost({ data, state }: Pick<PanelProps, 'data' | 'state'>): ComponentChild {
  const { finding } = state;
  if (finding === '' || data.findings.some(({ fingerprint }) => fingerprint === finding)) return null;
  return h(
    'p',
    { class: 'none', role: 'status' },
    'This report does not have the finding ',
    h('code', null, finding),
    ': the run did not find it, or the link is into another report.',
  );
}

function Pages({
  page,
  pages,
  change,
}: {
  readonly page: number;
  readonly pages: number;
  readonly change: Change;
}): ComponentChild {
  const turn = (to: number): void => {
    change({ page: to, finding: '' });
    document.querySelector('#findings')?.scrollIntoView();
  };
  return h(
    'nav',
    { class: 'pages', 'aria-label': 'Pages of findings' },
    h('button', { type: 'button', disabled: page === 1, onClick: () => turn(page - 1) }, 'Previous'),
    h('span', null, `page ${page} of ${pages}`),
    h('button', { type: 'button', disabled: page === pages, onClick: () => turn(page + 1) }, 'Next'),
  );
}

/** Turns to the page that holds the finding of a link; choices that hide it are given up. */
function showLinked(groups: readonly ShownGroup[], { data, state, change }: PanelProps): void {
  const isLinked = (finding: FindingView): boolean => finding.fingerprint === state.finding;
  if (state.finding === '' || !data.findings.some(isLinked)) return;
  const place = groups.findIndex((group) => group.members.some(isLinked));
  if (place === -1) {
    change({ ...NOTHING_CHOSEN, rows: state.rows, finding: state.finding });
    return;
  }
  const page = Math.floor(place / GROUPS_PER_PAGE) + 1;
  if (page !== state.page) change({ page });
}

function describeTally(groups: readonly ShownGroup[], data: PageData): string {
  const shown = groups.reduce((sum, group) => sum + group.members.length, 0);
  const all = showCount(data.findings.length, 'finding');
  if (shown === 0) return `None of ${all} fits.`;
  const causes = `of ${showCount(groups.length, 'cause')}`;
  return shown === data.findings.length ? `${all} ${causes}` : `${shown.toLocaleString('en')} of ${all} ${causes}`;
}
