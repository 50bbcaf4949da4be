import { scaleBand, scaleLinear } from 'd3-scale';
import { stack } from 'd3-shape';
import type { ComponentChild } from 'preact';
import { SEVERITIES } from '../../../core/severity.ts';
import type { HistoryLine } from '../../../findings/run-record.ts';
import { VERDICT_TITLES } from '../../describe-record.ts';
import { Table } from './elements.tsx';

const WIDTH = 720;
const HEIGHT = 150;
const MARGIN = { top: 12, right: 8, bottom: 22, left: 34 } as const;
const MOST_RUNS = 60;
const COLUMNS = ['run', 'verdict', ...SEVERITIES, 'new', 'gaps', 'requests', 'seconds', 'contract'];

interface LinesProps {
  readonly lines: readonly HistoryLine[];
}

/** Draws the findings of the last runs against this target, as bars and as a table. */
export function Trend({ lines: all }: LinesProps): ComponentChild {
  const lines = all.slice(-MOST_RUNS);
  return (
    <div>
      <figure class="chart" tabIndex={0}>
        <figcaption>
          Findings of the last {lines.length} runs:{' '}
          {SEVERITIES.map((severity) => (
            <span key={severity} class={`swatch ${severity}`}>
              {severity}
            </span>
          ))}{' '}
          &bull; some are new
        </figcaption>
        <Chart lines={lines} />
      </figure>
      <details>
        <summary>The same as a table</summary>
        <Table label="The last runs" class="plain" names={COLUMNS}>
          {[...lines].reverse().map((line) => (
            <Row key={line.runId} line={line} />
          ))}
        </Table>
      </details>
    </div>
  );
}

function Chart({ lines }: LinesProps): ComponentChild {
  const totals = lines.map((line) => SEVERITIES.reduce((sum, severity) => sum + line.findings[severity], 0));
  const x = scaleBand<number>()
    .domain(lines.map((_, index) => index))
    .range([MARGIN.left, WIDTH - MARGIN.right])
    .padding(0.25);
  const y = scaleLinear()
    .domain([0, Math.max(1, ...totals)])
    .nice(4)
    .range([HEIGHT - MARGIN.bottom, MARGIN.top]);
  const layers = stack<HistoryLine, (typeof SEVERITIES)[number]>()
    .keys([...SEVERITIES])
    .value((line, severity) => line.findings[severity])([...lines]);
  const width = Math.min(40, x.bandwidth());
  const left = (index: number): number => (x(index) ?? 0) + (x.bandwidth() - width) / 2;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Findings of ${lines.length} runs, from ${totals[0] ?? 0} to ${totals.at(-1) ?? 0}`}
    >
      {y
        .ticks(4)
        .filter(Number.isInteger)
        .map((tick) => (
          <g key={tick} class="tick">
            <line x1={MARGIN.left} x2={WIDTH - MARGIN.right} y1={y(tick)} y2={y(tick)} />
            <text x={MARGIN.left - 6} y={y(tick) + 3} text-anchor="end">
              {tick}
            </text>
          </g>
        ))}
      {layers.map((layer) =>
        layer.map(([from, to], index) =>
          to === from ? null : (
            <rect
              key={`${layer.key} ${index}`}
              class={`layer ${layer.key}`}
              x={round(left(index))}
              width={round(width)}
              y={round(y(to))}
              height={round(y(from) - y(to))}
            />
          ),
        ),
      )}
      {lines.map((line, index) =>
        line.newFindings === 0 ? null : (
          <circle
            key={line.runId}
            class="new"
            cx={round(left(index) + width / 2)}
            cy={round(y(totals[index] ?? 0) - 6)}
            r={2.5}
          />
        ),
      )}
      {[0, lines.length - 1].map((index, place) => (
        <text
          key={place}
          x={place === 0 ? MARGIN.left : WIDTH - MARGIN.right}
          y={HEIGHT - 6}
          text-anchor={place === 0 ? 'start' : 'end'}
        >
          {lines[index]?.startedAt.slice(0, 10) ?? ''}
        </text>
      ))}
    </svg>
  );
}

function Row({ line }: { readonly line: HistoryLine }): ComponentChild {
  const numbers = [
    ...SEVERITIES.map((severity) => line.findings[severity]),
    line.newFindings,
    line.gaps,
    line.requests,
    Math.round(line.durationMs / 1000),
  ];
  return (
    <tr>
      <th scope="row">{line.startedAt.slice(0, 16).replace('T', ' ')}</th>
      <td>{VERDICT_TITLES[line.verdict].toLowerCase()}</td>
      {numbers.map((value, index) => (
        <td key={index} class="number">
          {value}
        </td>
      ))}
      <td>
        <code>{line.contractHash.slice(0, 12)}</code>
      </td>
    </tr>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
