import { scaleLinear, scalePoint } from 'd3-scale';
import { line } from 'd3-shape';
import { type ComponentChild, h } from 'preact';
import { countOf } from '../../../core/text.ts';
import { operationsOf } from '../../../findings/merge-into-causes.ts';
import { matchStatuses } from '../../../findings/measure-coverage.ts';
import { isSlower } from '../../../drift/compare-runs.ts';
import type { Count, OperationObservation, RunRecord } from '../../../findings/run-record.ts';
import { countCases, describeCovered, listCoverage } from '../../describe-record.ts';
import { TableHead } from './elements.ts';

/** Draws how much of the contract was verified, with the cases, requests and gaps. */
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

function Figure({ label, count }: { readonly label: string; readonly count: Count }): ComponentChild {
  const { done, of } = count;
  const share = of === 0 ? 0 : Math.min(1, done / of);
  return h(
    'li',
    null,
    h('span', { class: 'label' }, label),
    h(
      'span',
      { class: 'value' },
      h('b', null, done.toLocaleString('en')),
      ` of ${of.toLocaleString('en')}${describeCovered(count)}`,
    ),
    h(Bar, { share }),
  );
}

/** Draws a share as a bar. The words beside it say the same, so it is hidden from readers of the screen. */
export function Bar({ share }: { readonly share: number }): ComponentChild {
  return h(
    'svg',
    { class: 'bar', viewBox: '0 0 100 4', preserveAspectRatio: 'none', 'aria-hidden': true },
    h('rect', { class: 'track', width: 100, height: 4 }),
    h('rect', { class: share >= 1 ? 'full' : 'part', width: Math.round(share * 1000) / 10, height: 4 }),
  );
}

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

/** Draws a table of what was verified of each operation, and what was never seen. */
export function Operations({ record }: { readonly record: RunRecord }): ComponentChild {
  if (record.operations.length === 0) return h('p', { class: 'none' }, 'No operation was part of this run.');
  const scores = new Map(record.strength.map((each) => [each.operationId, each.score]));
  const findings = new Map<string, number>();
  for (const operationId of record.findings.flatMap(operationsOf))
    findings.set(operationId, (findings.get(operationId) ?? 0) + 1);
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

/** Returns the median, which one run that was slow by chance does not move. */
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

const WIDTH = 48;
const HEIGHT = 14;

/** Draws a small line without axes; the last value stands beside it. */
function sparkline(values: readonly number[]): ComponentChild {
  if (values.length < 2) return null;
  const x = scalePoint<number>()
    .domain(values.map((_, index) => index))
    .range([1, WIDTH - 1]);
  const y = scaleLinear()
    .domain([0, Math.max(1, ...values)])
    .range([HEIGHT - 1, 1]);
  const path = line<number>()
    .x((_, index) => x(index) ?? 0)
    .y((value) => y(value))
    .digits(1);
  return h(
    'svg',
    { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, 'aria-hidden': true },
    h('path', { d: path([...values]) ?? '' }),
  );
}
