import { type ComponentChild, h } from 'preact';
import type { ContractStrength, RunRecord } from '../../../findings/run-record.ts';
import { describeReconciliation, listUnreconciled } from '../../describe-record.ts';
import { Bar } from './coverage.ts';
import { showCount } from './elements.ts';

const FIRST = 8;

/** Draws where the contract would let a wrong answer pass, the weakest operations first. */
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

/** Draws the proposed edits of the contract, and why none is proposed for the other findings of shape. */
export function Reconciliation({ record }: { readonly record: RunRecord }): ComponentChild {
  const edits = record.reconciliation?.edits ?? [];
  const left = listUnreconciled(record);
  return h(
    'div',
    null,
    h('p', null, `${describeReconciliation(record)}.`),
    edits.length === 0
      ? null
      : h(
          'ul',
          null,
          edits.map(({ title, fingerprints }) =>
            h('li', { key: title }, `${title} `, h('span', { class: 'muted' }, fingerprints.join(', '))),
          ),
        ),
    left.length === 0
      ? null
      : h(
          'ul',
          { class: 'muted' },
          left.map(({ finding, reason }) => h('li', { key: finding }, `no edit is proposed for ${finding}: ${reason}`)),
        ),
  );
}
