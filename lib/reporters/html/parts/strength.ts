import { h, type ComponentChild } from 'preact';
import type { ContractStrength, RunRecord } from '../../../findings/run-record.ts';
import { Bar } from './figures.ts';
import { showCount } from './marks.ts';

const FIRST = 8;

/** Where the contract would let a wrong answer pass; the weakest operations first. */
export function Strength({ record }: { readonly record: RunRecord }): ComponentChild {
  const weak = record.strength.filter((each) => each.weaknesses.length > 0);
  if (weak.length === 0) return h('p', { class: 'none' }, 'Nothing was measured, or nothing is left open.');
  const rest = weak.slice(FIRST);
  return h(
    'div',
    null,
    h(
      'p',
      { class: 'muted' },
      'How much of a wrong answer the contract could notice, 0 to 100; for comparing operations with one another.',
    ),
    h(
      'ul',
      { class: 'strength' },
      weak.slice(0, FIRST).map((each) => h(Operation, { key: each.operationId, each })),
    ),
    rest.length === 0
      ? null
      : h(
          'details',
          null,
          h('summary', null, showCount(rest.length, 'more operation')),
          h(
            'ul',
            { class: 'strength' },
            rest.map((each) => h(Operation, { key: each.operationId, each })),
          ),
        ),
  );
}

function Operation({ each: { operationId, score, weaknesses } }: { readonly each: ContractStrength }): ComponentChild {
  return h(
    'li',
    null,
    h('div', { class: 'score' }, h('b', null, score), h(Bar, { share: score / 100 })),
    h(
      'div',
      null,
      h('b', null, operationId),
      h(
        'ul',
        null,
        weaknesses.map((weakness) => h('li', { key: weakness }, weakness)),
      ),
    ),
  );
}
