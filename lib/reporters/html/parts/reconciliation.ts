import { h, type ComponentChild } from 'preact';
import type { RunRecord } from '../../../findings/run-record.ts';
import { describeReconciliation, listUnreconciled } from '../../describe-record.ts';

/** Which findings the contract could follow, if the deployment is right; why not, for the others of their kind. */
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
