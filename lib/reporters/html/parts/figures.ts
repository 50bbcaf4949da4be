import { h, type ComponentChild } from 'preact';
import type { Count, RunRecord } from '../../../findings/run-record.ts';
import { countCases, listCoverage } from '../../describe-record.ts';

/** How far the verdict reaches: what was looked at, of what there is. */
export function Figures({ record }: { readonly record: RunRecord }): ComponentChild {
  const { requests, gaps } = record;
  const cases = countCases(record)
    .map(([label, count]) => `${count.toLocaleString('en')} ${label}`)
    .join(' \u00b7 ');
  return h(
    'div',
    null,
    h(
      'ul',
      { class: 'figures' },
      listCoverage(record.coverage).map(([label, count]) => h(Figure, { key: label, label, count })),
    ),
    h(
      'dl',
      { class: 'line' },
      h('div', null, h('dt', null, 'Cases'), h('dd', null, cases)),
      h(
        'div',
        null,
        h('dt', null, 'Requests'),
        h(
          'dd',
          null,
          `${requests.sent.toLocaleString('en')} of ${requests.planned.toLocaleString('en')} planned \u00b7 ${requests.polling} polling \u00b7 retries: ${requests.retries}`,
        ),
      ),
      h(
        'div',
        null,
        h('dt', null, 'Not verified'),
        h('dd', null, gaps.length === 0 ? 'nothing' : h('a', { href: '#gaps' }, `${gaps.length} gaps, with reasons`)),
      ),
    ),
  );
}

function Figure({ label, count: { done, of } }: { readonly label: string; readonly count: Count }): ComponentChild {
  const share = of === 0 ? 0 : Math.min(1, done / of);
  return h(
    'li',
    null,
    h('span', { class: 'label' }, label),
    h('span', { class: 'value' }, h('b', null, done.toLocaleString('en')), ` of ${of.toLocaleString('en')}`),
    h(Bar, { share }),
  );
}

/** A share as the length of a bar; whatever it means is said in words beside it. */
export function Bar({ share }: { readonly share: number }): ComponentChild {
  return h(
    'svg',
    { class: 'bar', viewBox: '0 0 100 4', preserveAspectRatio: 'none', 'aria-hidden': true },
    h('rect', { class: 'track', width: 100, height: 4 }),
    h('rect', { class: share >= 1 ? 'full' : 'part', width: Math.round(share * 1000) / 10, height: 4 }),
  );
}
