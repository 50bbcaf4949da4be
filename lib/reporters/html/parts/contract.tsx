import type { ComponentChild } from 'preact';
import type { ContractStrength, RunRecord } from '../../../findings/run-record.ts';
import { describeReconciliation, listUnreconciled } from '../../describe-record.ts';
import { Bar } from './coverage.tsx';
import { showCount } from './elements.tsx';

const FIRST = 8;

/** Draws where the contract would let a wrong answer pass, the weakest operations first. */
export function Strength({ record }: { readonly record: RunRecord }): ComponentChild {
  const weak = record.strength.filter((each) => each.weaknesses.length > 0);
  if (weak.length === 0) return <p class="none">Nothing was measured, or nothing is left open.</p>;
  const rest = weak.slice(FIRST);
  return (
    <div>
      <p class="muted">
        How much of a wrong answer the contract could notice, 0 to 100; for comparing operations with one another.
      </p>
      <Weaknesses operations={weak.slice(0, FIRST)} />
      {rest.length > 0 && (
        <details>
          <summary>{showCount(rest.length, 'more operation')}</summary>
          <Weaknesses operations={rest} />
        </details>
      )}
    </div>
  );
}

function Weaknesses({ operations }: { readonly operations: readonly ContractStrength[] }): ComponentChild {
  return (
    <ul class="strength">
      {operations.map(({ operationId, score, weaknesses }) => (
        <li key={operationId}>
          <div class="score">
            <b>{score}</b>
            <Bar share={score / 100} />
          </div>
          <div>
            <b>{operationId}</b>
            <ul>
              {weaknesses.map((weakness) => (
                <li key={weakness}>{weakness}</li>
              ))}
            </ul>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Draws the proposed edits of the contract, and why none is proposed for the other findings of shape. */
export function Reconciliation({ record }: { readonly record: RunRecord }): ComponentChild {
  const edits = record.reconciliation?.edits ?? [];
  const left = listUnreconciled(record);
  return (
    <div>
      <p>{describeReconciliation(record)}.</p>
      {edits.length > 0 && (
        <ul>
          {edits.map(({ title, fingerprints }) => (
            <li key={title}>
              {title} <span class="muted">{fingerprints.join(', ')}</span>
            </li>
          ))}
        </ul>
      )}
      {left.length > 0 && (
        <ul class="muted">
          {left.map(({ finding, reason }) => (
            <li key={finding}>
              no edit is proposed for {finding}: {reason}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
