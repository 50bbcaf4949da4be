import { describe, expect, it } from 'vitest';
import { problemsOfRunJson } from '../../tests/support/test-formats.ts';
import { buildRecord } from '../../tests/support/test-record.ts';
import { findingsJson, json } from './json.ts';

describe('json', () => {
  it('writes the record as it is', () => {
    expect(JSON.parse(json.render(buildRecord()))).toEqual(buildRecord());
  });

  it('fits the published schema', () => {
    expect(problemsOfRunJson(json.render(buildRecord()))).toEqual([]);
  });

  it.each([
    ['a member that nobody declared', { ...buildRecord(), surprise: 1 }, 'must NOT have additional properties'],
    ['no verdict', { ...buildRecord(), verdict: undefined }, "must have required property 'verdict'"],
    ['another version', { ...buildRecord(), schemaVersion: 1 }, '/schemaVersion must be equal to constant'],
    [
      'an unknown verdict',
      { ...buildRecord(), verdict: 'fine' },
      '/verdict must be equal to one of the allowed values',
    ],
    [
      'a finding without identity',
      { ...buildRecord(), findings: [{ rule: 'body.required' }] },
      '/findings/0 must have',
    ],
    ['a time that is none', withRun({ startedAt: 'yesterday' }), '/run/startedAt must match format'],
    [
      'half a request',
      { ...buildRecord(), requests: { ...buildRecord().requests, sent: 0.5 } },
      '/requests/sent must be integer',
    ],
  ])('is refused by the schema with %s', (_, broken, problem) => {
    expect(problemsOfRunJson(JSON.stringify(broken)).join('\n')).toContain(problem);
  });
});

function withRun(changes: object): object {
  const record = buildRecord();
  return { ...record, run: { ...record.run, ...changes } };
}

describe('findingsJson', () => {
  it('writes the edition of the contract and what was found', () => {
    const record = buildRecord();
    expect(JSON.parse(findingsJson.render(record))).toEqual({
      schemaVersion: 2,
      contract: { title: 'Molecule management API', version: '1.0.0', hash: '5f'.repeat(32) },
      findings: record.findings.map((finding) => ({
        ...finding,
        place: finding.rule === 'body.required' ? 'body /slug' : 'status',
        occurrences: finding.occurrences.map((each) => ({
          ...each,
          place: finding.rule === 'body.required' ? 'body /slug' : 'status',
        })),
        responsible: finding.rule === 'body.required' ? 'either' : 'service',
      })),
      deviations: record.deviations,
      gaps: record.gaps,
      matrix: record.matrix,
    });
  });

  it('is the same, byte for byte, in a run at another time and place', () => {
    const first = buildRecord();
    const second = buildRecord({
      run: {
        ...first.run,
        id: '20261126T020000-ffffffff',
        startedAt: '2026-11-26T02:00:00.000Z',
        durationMs: 99,
        target: {
          name: 'other',
          kind: 'shared',
          cpBaseUrl: 'http://127.0.0.1:4711',
          tenantBaseUrl: 'http://127.0.0.1:4712',
        },
        tool: { version: '9', node: '24.0.0' },
      },
      cases: first.cases.map((outcome) => ({ ...outcome, durationMs: 1234 })),
      operations: first.operations.map((observation) => ({ ...observation, latencyP95Ms: 999 })),
      requests: { ...first.requests, polling: 40, retries: 9 },
      notes: ['the clock of the deployment is 3 s ahead'],
      gaps: [...first.gaps, { rule: 'gap.transport', reason: 'no answer within 30 s' }],
      leftovers: [],
    });
    expect(findingsJson.render(second)).toBe(findingsJson.render(first));
  });
});
