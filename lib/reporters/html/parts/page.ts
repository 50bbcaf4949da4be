import { h, type ComponentChild } from 'preact';
import type { RunRecord } from '../../../findings/run-record.ts';
import { NOTHING_CHOSEN } from '../address.ts';
import type { PageData } from '../view.ts';
import { Figures } from './figures.ts';
import { FindingsPanel } from './findings-panel.ts';
import { MatrixPanel } from './matrix-panel.ts';
import { Operations } from './operations.ts';
import { Reconciliation } from './reconciliation.ts';
import { Run } from './run.ts';
import { Strength } from './strength.ts';
import { Trend } from './trend.ts';
import { VerdictBanner } from './verdict-banner.ts';
import { WhatChanged } from './what-changed.ts';

/** The record, and what the page has made of it. */
export interface PageProps {
  readonly record: RunRecord;
  readonly data: PageData;
}

/** The body of the page, in the order in which it is read: the verdict, what to act on, how far it can be trusted. */
export function Page({ record, data }: PageProps): ComponentChild {
  const still = { data, state: NOTHING_CHOSEN, change: () => undefined };
  const sections: readonly (readonly [id: string, link: string, title: string, content: ComponentChild])[] = [
    [
      'changes',
      ...named(record.drift === undefined ? 'What was found' : 'What is new'),
      h(WhatChanged, { record, data }),
    ],
    ['figures', 'Verified', 'How much was verified', h(Figures, { record })],
    // Drawn again by the script, inside the same element.
    ['matrix', ...named('Who gets in'), h('div', { id: 'matrix-panel' }, h(MatrixPanel, still))],
    ['findings', ...named('Findings'), h('div', { id: 'findings-panel' }, h(FindingsPanel, still))],
    ['operations', ...named('Operations'), h(Operations, { record })],
    ...(record.reconciliation === undefined
      ? []
      : [['reconciliation', 'Proposed edits', 'Contract or deployment', h(Reconciliation, { record })] as const]),
    ['strength', 'Contract', 'Contract: tighten these first', h(Strength, { record })],
    ...((record.trend?.length ?? 0) < 2 ? [] : [['trend', ...named('Trend'), h(Trend, { record })] as const]),
    ['run', ...named('This run'), h(Run, { record })],
  ];
  return h(
    'div',
    { class: 'page' },
    h('a', { class: 'skip', href: '#main' }, 'Skip to the verdict'),
    h(TopBar, { record, links: sections.map(([id, link]) => [id, link] as const) }),
    h(
      'main',
      { id: 'main', tabIndex: -1 },
      h(VerdictBanner, { record, data }),
      sections.map(([id, , title, content]) =>
        h(
          'section',
          { key: id, id, tabIndex: -1, 'aria-labelledby': `${id}-title` },
          h('h2', { id: `${id}-title` }, title),
          content,
        ),
      ),
    ),
    h(
      'noscript',
      null,
      h('p', { class: 'none' }, 'Without scripts the page cannot be filtered, and cells do not open.'),
    ),
  );
}

/** Its link is called as its heading is. */
function named(title: string): readonly [link: string, title: string] {
  return [title, title];
}

function TopBar({
  record,
  links,
}: {
  readonly record: RunRecord;
  readonly links: readonly (readonly [id: string, link: string])[];
}): ComponentChild {
  return h(
    'header',
    { class: 'top' },
    h(
      'p',
      { class: 'target' },
      h('b', null, record.run.target.name),
      h('span', null, ` ${record.run.contract.title} ${record.run.contract.version}`),
    ),
    h(
      'nav',
      { 'aria-label': 'Sections' },
      links.map(([id, link]) => h('a', { key: id, href: `#${id}` }, link)),
    ),
    h('button', { id: 'theme', type: 'button', hidden: true }, 'Dark mode'),
  );
}
