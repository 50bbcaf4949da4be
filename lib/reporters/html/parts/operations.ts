import { h, type ComponentChild } from 'preact';
import { countOf } from '../../../core/text.ts';
import { matchStatuses } from '../../../findings/match-statuses.ts';
import type { OperationObservation, RunRecord } from '../../../findings/run-record.ts';
import { isSlower } from '../../../drift/compare-runs.ts';
import { sparkline } from './sparkline.ts';
import { TableHead } from './table-head.ts';

const COLUMNS = [
  'Operation',
  'Findings',
  'Requests',
  'Statuses',
  'Members',
  'Enum values',
  'p95, ms',
  'Score',
] as const;

/** What was verified of each operation, and what was never seen. */
export function Operations({ record }: { readonly record: RunRecord }): ComponentChild {
  if (record.operations.length === 0) return h('p', { class: 'none' }, 'No operation was part of this run.');
  const scores = new Map(record.strength.map((each) => [each.operationId, each.score]));
  const findings = new Map<string, number>();
  for (const { operationId } of record.findings) findings.set(operationId, (findings.get(operationId) ?? 0) + 1);
  return h(
    'div',
    { class: 'scroll', role: 'region', tabIndex: 0, 'aria-label': 'Table of operations' },
    h(
      'table',
      { class: 'plain operations' },
      h(TableHead, { names: COLUMNS, sorts: true }),
      h(
        'tbody',
        null,
        record.operations.map((operation) =>
          h(Row, {
            key: operation.operationId,
            operation,
            record,
            score: scores.get(operation.operationId),
            findings: findings.get(operation.operationId) ?? 0,
          }),
        ),
      ),
    ),
  );
}

interface RowProps {
  readonly operation: OperationObservation;
  readonly record: RunRecord;
  readonly score: number | undefined;
  readonly findings: number;
}

function Row({ operation, record, score, findings }: RowProps): ComponentChild {
  const {
    operationId,
    statusesSeen,
    statusesDeclared,
    membersSeen,
    membersNeverSeen,
    enumValuesSeen,
    enumValuesNeverSeen,
  } = operation;
  const { met } = matchStatuses(statusesDeclared, statusesSeen);
  const latencies = (record.trend ?? []).flatMap((line) => line.latencyP95Ms[operationId] ?? []);
  const usual = medianOf(latencies.slice(0, -1));
  return h(
    'tr',
    { class: operation.exercised ? undefined : 'untouched' },
    h('th', { scope: 'row', 'data-sort': operationId }, operationId, h(Missing, { operation })),
    h(
      'td',
      { class: 'number', 'data-sort': String(findings) },
      findings === 0 ? '\u2013' : h('a', { href: `#operation=${encodeURIComponent(operationId)}` }, findings),
    ),
    numberCell(record.requests.sentPerOperation[operationId] ?? operation.requests),
    share(met.length, statusesDeclared.length),
    share(membersSeen.length, membersSeen.length + membersNeverSeen.length),
    share(enumValuesSeen.length, enumValuesSeen.length + enumValuesNeverSeen.length),
    h(
      'td',
      { class: 'number', 'data-sort': String(operation.latencyP95Ms) },
      sparkline(latencies),
      operation.latencyP95Ms,
      usual !== undefined && isSlower(usual, operation.latencyP95Ms)
        ? h('div', { class: 'slower' }, `usually ${usual}`)
        : null,
    ),
    h('td', { class: 'number', 'data-sort': String(score ?? -1) }, score ?? '\u2013'),
  );
}

/** The middle of the earlier runs: one that was slow by chance does not move it. */
function medianOf(values: readonly number[]): number | undefined {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];
}

function numberCell(value: number): ComponentChild {
  return h('td', { class: 'number', 'data-sort': String(value) }, value);
}

function share(done: number, of: number): ComponentChild {
  const ratio = of === 0 ? 2 : done / of;
  return h(
    'td',
    { class: `number ${ratio < 1 ? 'partial' : ''}`.trim(), 'data-sort': String(ratio) },
    of === 0 ? '\u2013' : `${done}/${of}`,
  );
}

function Missing({ operation }: { readonly operation: OperationObservation }): ComponentChild {
  const { unmet, undeclared } = matchStatuses(operation.statusesDeclared, operation.statusesSeen);
  const lists: readonly (readonly [word: string, what: string, names: readonly string[]])[] = [
    ['status', 'never seen', unmet],
    ['status', 'seen and not declared', undeclared],
    ['member', 'never seen', operation.membersNeverSeen],
    ['member', 'seen and not declared', operation.membersUndeclared],
    ['enum value', 'never seen', operation.enumValuesNeverSeen],
  ];
  const filled = lists.filter(([, , names]) => names.length > 0);
  if (!operation.exercised) return h('div', { class: 'muted' }, 'not exercised');
  if (filled.length === 0) return null;
  return h(
    'details',
    { class: 'missing' },
    h(
      'summary',
      null,
      filled
        .map(
          ([word, what, names]) => `${countOf(names.length, word, word === 'status' ? 'statuses' : undefined)} ${what}`,
        )
        .join(', '),
    ),
    h(
      'dl',
      null,
      filled.map(([word, what, names]) =>
        h(
          'div',
          { key: word + what },
          h('dt', null, `${word} ${what}`),
          h(
            'dd',
            null,
            names.map((name) => h('code', { key: name }, name)),
          ),
        ),
      ),
    ),
  );
}
