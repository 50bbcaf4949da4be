import { scaleLinear, scalePoint } from 'd3-scale';
import { line } from 'd3-shape';
import type { ComponentChild, ComponentChildren } from 'preact';
import { countOf } from '../../../core/text.ts';
import { operationsOf } from '../../../findings/merge-into-causes.ts';
import { matchStatuses } from '../../../findings/measure-coverage.ts';
import { isSlower } from '../../../drift/compare-runs.ts';
import type { OperationObservation, RunRecord } from '../../../findings/run-record.ts';
import { countCases, describeCovered, listCoverage } from '../../describe-record.ts';
import { Fact, Table } from './elements.tsx';

/** Draws how much of the contract was verified, with the cases, requests and gaps. */
export function Figures({ record }: { readonly record: RunRecord }): ComponentChild {
  const { requests, gaps } = record;
  const cases = countCases(record).map(([label, count]) => `${count.toLocaleString('en')} ${label}`);
  return (
    <div>
      <ul class="figures">
        {listCoverage(record.coverage).map(([label, count]) => (
          <li key={label}>
            <span class="label">{label}</span>
            <span class="value">
              <b>{count.done.toLocaleString('en')}</b> of {count.of.toLocaleString('en')}
              {describeCovered(count)}
            </span>
            <Bar share={count.of === 0 ? 0 : Math.min(1, count.done / count.of)} />
          </li>
        ))}
      </ul>
      <dl class="line">
        <Fact name="Cases">{cases.join(' \u00b7 ')}</Fact>
        <Fact name="Requests">
          {requests.sent.toLocaleString('en')} of {requests.planned.toLocaleString('en')} planned &middot;{' '}
          {requests.polling} polling &middot; retries: {requests.retries}
        </Fact>
        <Fact name="Not verified">
          {gaps.length === 0 ? 'nothing' : <a href="#gaps">{gaps.length} gaps, with reasons</a>}
        </Fact>
      </dl>
    </div>
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

const COLUMNS = ['Operation', 'Findings', 'Requests', 'Statuses', 'Members', 'Enum values', 'p95, ms', 'Score'];

/** Draws a table of what was verified of each operation, and what was never seen. */
export function Operations({ record }: { readonly record: RunRecord }): ComponentChild {
  if (record.operations.length === 0) return <p class="none">No operation was part of this run.</p>;
  const scores = new Map(record.strength.map((each) => [each.operationId, each.score]));
  const findings = new Map<string, number>();
  for (const operationId of record.findings.flatMap(operationsOf))
    findings.set(operationId, (findings.get(operationId) ?? 0) + 1);
  return (
    <Table label="Table of operations" class="plain operations" names={COLUMNS} sorts>
      {record.operations.map((operation) => (
        <Row
          key={operation.operationId}
          operation={operation}
          record={record}
          score={scores.get(operation.operationId)}
          findings={findings.get(operation.operationId) ?? 0}
        />
      ))}
    </Table>
  );
}

interface RowProps {
  readonly operation: OperationObservation;
  readonly record: RunRecord;
  readonly score: number | undefined;
  readonly findings: number;
}

function Row({ operation, record, score, findings }: RowProps): ComponentChild {
  const { operationId, statusesDeclared, membersSeen, enumValuesSeen, latencyP95Ms } = operation;
  const { met } = matchStatuses(statusesDeclared, operation.statusesSeen);
  const requests = record.requests.sentPerOperation[operationId] ?? operation.requests;
  const latencies = (record.trend ?? []).flatMap((line) => line.latencyP95Ms[operationId] ?? []);
  const usual = medianOf(latencies.slice(0, -1));
  return (
    <tr class={operation.exercised ? undefined : 'untouched'}>
      <th scope="row" data-sort={operationId}>
        {operationId}
        <Missing operation={operation} />
      </th>
      <NumberCell sort={findings}>
        {findings === 0 ? '\u2013' : <a href={`#operation=${encodeURIComponent(operationId)}`}>{findings}</a>}
      </NumberCell>
      <NumberCell sort={requests}>{requests}</NumberCell>
      <ShareCell done={met.length} of={statusesDeclared.length} />
      <ShareCell done={membersSeen.length} of={membersSeen.length + operation.membersNeverSeen.length} />
      <ShareCell done={enumValuesSeen.length} of={enumValuesSeen.length + operation.enumValuesNeverSeen.length} />
      <NumberCell sort={latencyP95Ms}>
        <Sparkline values={latencies} />
        {latencyP95Ms}
        {usual !== undefined && isSlower(usual, latencyP95Ms) && <div class="slower">usually {usual}</div>}
      </NumberCell>
      <NumberCell sort={score ?? -1}>{score ?? '\u2013'}</NumberCell>
    </tr>
  );
}

/** Returns the median, which one run that was slow by chance does not move. */
function medianOf(values: readonly number[]): number | undefined {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];
}

interface NumberCellProps {
  /** What the table is sorted by. */
  readonly sort: number;
  readonly isPartial?: boolean;
  readonly children: ComponentChildren;
}

function NumberCell({ sort, isPartial = false, children }: NumberCellProps): ComponentChild {
  return (
    <td class={isPartial ? 'number partial' : 'number'} data-sort={sort}>
      {children}
    </td>
  );
}

function ShareCell({ done, of }: { readonly done: number; readonly of: number }): ComponentChild {
  // Where nothing is declared, nothing is missing: it is sorted behind all shares.
  const share = of === 0 ? 2 : done / of;
  return (
    <NumberCell sort={share} isPartial={share < 1}>
      {of === 0 ? '\u2013' : `${done}/${of}`}
    </NumberCell>
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
  const summary = filled.map(
    ([word, what, names]) => `${countOf(names.length, word, word === 'status' ? 'statuses' : undefined)} ${what}`,
  );
  return (
    <details class="missing">
      <summary>{summary.join(', ')}</summary>
      <dl>
        {filled.map(([word, what, names]) => (
          <Fact key={word + what} name={`${word} ${what}`}>
            {names.map((name) => (
              <code key={name}>{name}</code>
            ))}
          </Fact>
        ))}
      </dl>
    </details>
  );
}

const WIDTH = 48;
const HEIGHT = 14;

/** Draws a small line without axes; the last value stands beside it. */
function Sparkline({ values }: { readonly values: readonly number[] }): ComponentChild {
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
