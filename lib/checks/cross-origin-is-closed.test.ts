import { describe, expect, it } from 'vitest';
import type { HeaderLine } from '../exchange/exchange.ts';
import { crossOriginIsClosed } from './cross-origin-is-closed.ts';
import { OPERATION, testAnswer, testContext } from '../../tests/support/test-context.ts';

function judge(origin: string | undefined, headers: readonly HeaderLine[]) {
  const context = testContext(testAnswer(200, {}, headers));
  const sent = origin === undefined ? [] : [['Origin', origin] as const];
  const request = { ...context.exchange.request, headers: sent };
  return crossOriginIsClosed.evaluate({ ...context, exchange: { ...context.exchange, request } });
}

const allow = (origin: string, credentials = 'true'): readonly HeaderLine[] => [
  ['Access-Control-Allow-Origin', origin],
  ['Access-Control-Allow-Credentials', credentials],
];
const FOREIGN = 'https://foreign.example';
const observed = (seen: string, severity?: string) => ({
  kind: 'failed',
  observations: [
    {
      rule: 'header.cors',
      place: { kind: 'header', name: 'access-control-allow-origin' },
      clause: `${OPERATION}/security`,
      expected: 'credentials for known origins only',
      seen,
      ...(severity === undefined ? {} : { severity }),
    },
  ],
});

describe('crossOriginIsClosed', () => {
  it('reports credentials for the origin that was sent, for null, and for all', () => {
    expect(judge(FOREIGN, allow(FOREIGN))).toEqual(observed('credentials for the origin that was sent'));
    expect(judge(FOREIGN, allow('null'))).toEqual(observed('credentials for the origin null'));
    expect(judge(undefined, allow('*'))).toEqual(observed('credentials for the origin *', 'minor'));
  });

  it('accepts a known origin, its own, and all without credentials', () => {
    expect(judge(FOREIGN, allow('https://app.example'))).toEqual({ kind: 'passed' });
    expect(judge('http://localhost', allow('http://localhost'))).toEqual({ kind: 'passed' });
    const skipped = { kind: 'skipped', reason: 'nothing is allowed to other origins' };
    expect(judge(FOREIGN, [['Access-Control-Allow-Origin', '*']])).toEqual(skipped);
    expect(judge(FOREIGN, allow(FOREIGN, 'false'))).toEqual(skipped);
  });
});
