import { describe, expect, it } from 'vitest';
import { parseConformanceData } from './parse-conformance-data.ts';

const HEAD =
  'version: 1\nvalues: {}\npersonas: {}\ndeviations: {}\nspent: {}\naliases: []\nremovals: {}\nseverities: []\nfixtures: {}\n';

describe('parseConformanceData', () => {
  it('reads an entry', () => {
    const text = `${HEAD}operations:\n  getOrg: { effect: reads, reach: none, probe: { answers: [200] } }\n`;
    const parsed = parseConformanceData('data.yaml', text);
    expect(parsed.ok && parsed.value.data.operations['getOrg']).toEqual({
      effect: 'reads',
      reach: 'none',
      probe: { answers: [200] },
    });
  });

  it('names file, line and place of a wrong member', () => {
    const text = `${HEAD}operations:\n  getOrg:\n    effect: looks\n    reach: none\n    probe: { answers: [200] }\n`;
    const parsed = parseConformanceData('data.yaml', text);
    expect(parsed.ok ? [] : parsed.error).toEqual([
      expect.stringMatching(/^data\.yaml:12:13: operations\.getOrg\.effect: /),
    ]);
  });

  it('names file and line of broken YAML', () => {
    const parsed = parseConformanceData('data.yaml', 'version: 1\nvalues: {\n');
    expect(parsed.ok ? [] : parsed.error).toEqual([expect.stringMatching(/^data\.yaml:\d+:\d+: /)]);
  });
});
