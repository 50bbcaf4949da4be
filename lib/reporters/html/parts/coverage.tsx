import { scaleLinear, scalePoint } from 'd3-scale';
import { line } from 'd3-shape';
import type { ComponentChild } from 'preact';
import { countOf } from '../../../core/text.ts';
import { operationsOf } from '../../../findings/merge-into-causes.ts';
import { matchStatuses } from '../../../findings/measure-coverage.ts';
import { isSlower } from '../../../drift/compare-runs.ts';
import type { Count, OperationObservation, RunRecord } from '../../../findings/run-record.ts';
import { countCases, describeCovered, listCoverage } from '../../describe-record.ts';
import { TableHead } from './elements.tsx';

/** Draws how much of the contract was verified, with the cases, requests and gaps. */
export function Figures({ record }: { readonly record: RunRecord }): ComponentChild {
  const { requests, gaps } = record;
  const cases = countCases(record)
    .map(([label, count]) => `${count.toLocaleString('en')} ${label}`)
    .join(' \u00b7 ');
  return (
    <div>
      <ul class="figures">
        {listCoverage(record.coverage).map(([label, count]) => (
          <Figure key={label} label={label} count={count} />
        ))}
      </ul>
      <dl class="line">
        <div>
          <dt>Cases</dt>
          <dd>{cases}</dd>
        </div>
        <div>
          <dt>Requests</dt>
          <dd>
            {requests.sent.toLocaleString('en')} of {requests.planned.toLocaleString('en')} planned &middot;{' '}
            {requests.polling} polling &middot; retries: {requests.retries}
          </dd>
        </div>
        <div>
          <dt>Not verified</dt>
          <dd>{gaps.length === 0 ? 'nothing' : <a href="#gaps">{gaps.length} gaps, with reasons</a>}</dd>
        </div>
      </dl>
    </div>
  );
}

function Figure({ label, count }: { readonly label: string; readonly count: Count }): ComponentChild {
  const { done, of } = count;
  const share = of === 0 ? 0 : Math.min(1, done / of);
  return (
    <li>
      <span class="label">{label}</span>
      <span class="value">
        <b>{done.toLocaleString('en')}</b> of {of.toLocaleString('en')}
        {describeCovered(count)}
      </span>
      <Bar share={share} />
    </li>
  );
}

/** Draws a share as a bar. The words beside it say the same, so it is hidden from readers of the screen. */
export function Bar({ share }: { readonly share: number }): ComponentChild {
  return (
    <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden>
      <rect class="track" width={100} height={4} />
      <rect class={share >= 1 ? 'full' : 'part'} width={Math.round(share * 1000) / 10} height={4} />
    </svg>
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
  if (record.operations.length === 0) return <p class="none">No operation was part of this run.</p>;
  const scores = new Map(record.strength.map((each) => [each.operationId, each.score]));
  const findings = new Map<string, number>();
  for (const operationId of record.findings.flatMap(operationsOf))
    findings.set(operationId, (findings.get(operationId) ?? 0) + 1);
  return (
    <div class="scroll" role="region" tabIndex={0} aria-label="Table of operations">
      <table class="plain operations">
        <TableHead names={COLUMNS} sorts />
        <tbody>
          {record.operations.map((operation) => (
            <Row
              key={operation.operationId}
              operation={operation}
              record={record}
              score={scores.get(operation.operationId)}
              findings={findings.get(operation.operationId) ?? 0}
            />
          ))}
        </tbody>
      </table>
    </div>
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
  return (
    <tr class={operation.exercised ? undefined : 'untouched'}>
      <th scope="row" data-sort={operationId}>
        {operationId}
        <Missing operation={operation} />
      </th>
      <td class="number" data-sort={String(findings)}>
        {findings === 0 ? '\u2013' : <a href={`#operation=${encodeURIComponent(operationId)}`}>{findings}</a>}
      </td>
      {numberCell(record.requests.sentPerOperation[operationId] ?? operation.requests)}
      {share(met.length, statusesDeclared.length)}
      {share(membersSeen.length, membersSeen.length + membersNeverSeen.length)}
      {share(enumValuesSeen.length, enumValuesSeen.length + enumValuesNeverSeen.length)}
      <td class="number" data-sort={String(operation.latencyP95Ms)}>
        {sparkline(latencies)}
        {operation.latencyP95Ms}
        {usual !== undefined && isSlower(usual, operation.latencyP95Ms) && <div class="slower">usually {usual}</div>}
      </td>
      <td class="number" data-sort={String(score ?? -1)}>
        {score ?? '\u2013'}
      </td>
    </tr>
  );
}

/** Returns the median, which one run that was slow by chance does not move. */
function medianOf(values: readonly number[]): number | undefined {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];
}

function numberCell(value: number): ComponentChild {
  return (
    <td class="number" data-sort={String(value)}>
      {value}
    </td>
  );
}

function share(done: number, of: number): ComponentChild {
  const ratio = of === 0 ? 2 : done / of;
  return (
    <td class={`number ${ratio < 1 ? 'partial' : ''}`.trim()} data-sort={String(ratio)}>
      {of === 0 ? '\u2013' : `${done}/${of}`}
    </td>
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
  if (!operation.exercised) return <div class="muted">not exercised</div>;
  if (filled.length === 0) return null;
  return (
    <details class="missing">
      <summary>
        {filled
          .map(
            ([word, what, names]) =>
              `${countOf(names.length, word, word === 'status' ? 'statuses' : undefined)} ${what}`,
          )
          .join(', ')}
      </summary>
      <dl>
        {filled.map(([word, what, names]) => (
          <div key={word + what}>
            <dt>
              {word} {what}
            </dt>
            <dd>
              {names.map((name) => (
                <code key={name}>{name}</code>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </details>
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
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden>
      <path d={path([...values]) ?? ''} />
    </svg>
  );
}
