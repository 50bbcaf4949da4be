import { describe, expect, it } from 'vitest';
import { buildFinding, buildRecord } from '../../../tests/support/test-record.ts';
import { buildPageData } from './build-page-data.ts';
import { packData, unpackData } from './page-data.ts';

describe('packData', () => {
  it('gives back the same data, after a way through JSON', () => {
    const exchange = { caseId: 'a', purpose: 'probe', outcome: 'answered 200', request: 'GET /', answer: '' };
    const data = buildPageData(buildRecord(), [exchange]);
    // JSON of what was packed is what was packed.
    expect(unpackData(JSON.parse(JSON.stringify(packData(data))) as ReturnType<typeof packData>)).toEqual(data);
  });

  it('gives back nothing where there is nothing', () => {
    const data = buildPageData(buildRecord({ findings: [], matrix: [] }), []);
    expect(unpackData(packData(data))).toEqual(data);
  });

  it('writes a text once, however often it occurs', () => {
    const findings = Array.from({ length: 100 }, (_, index) => buildFinding({ fingerprint: String(index) }));
    const { texts } = packData(buildPageData(buildRecord({ findings, matrix: [] }), []));
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.length).toBeLessThan(130);
  });
});
