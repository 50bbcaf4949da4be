import { describe, expect, it } from 'vitest';
import { json } from './json.ts';
import { problemsOfRunJson } from '../../tests/support/test-formats.ts';
import { buildRecord } from '../../tests/support/test-record.ts';

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
    ['another version', { ...buildRecord(), schemaVersion: 2 }, '/schemaVersion must be equal to constant'],
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
