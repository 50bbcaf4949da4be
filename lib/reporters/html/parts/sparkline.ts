import { scaleLinear, scalePoint } from 'd3-scale';
import { line } from 'd3-shape';
import { h, type ComponentChild } from 'preact';

const WIDTH = 48;
const HEIGHT = 14;

/** A small line without axes; the last value stands beside it in words. */
export function sparkline(values: readonly number[]): ComponentChild {
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
