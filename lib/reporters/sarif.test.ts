import type { Log, Result } from 'sarif';
import { describe, expect, it } from 'vitest';
import { problemsOfSarif } from '../../tests/support/test-formats.ts';
import { buildDrift, buildFinding, buildRecord, buildSpread } from '../../tests/support/test-record.ts';
import type { Finding } from '../findings/finding.ts';
import { sarif } from './sarif.ts';

function render(findings: readonly Finding[] = buildRecord().findings): Log {
  // The reporter's own output.
  return JSON.parse(sarif.render(buildRecord({ findings }))) as Log;
}

function resultOf(finding: Finding): Result | undefined {
  return render([finding]).runs[0]?.results?.[0];
}

describe('sarif', () => {
  it('fits the published schema, with findings and without', () => {
    expect(problemsOfSarif(sarif.render(buildRecord()))).toEqual([]);
    expect(problemsOfSarif(sarif.render(buildRecord({ findings: [] })))).toEqual([]);
  });

  it('describes the rules that occur, each once', () => {
    const [run] = render([...buildRecord().findings, ...buildRecord().findings]).runs;
    const rules = run?.tool.driver.rules ?? [];
    expect(
      rules.map((rule) => [
        rule.id,
        rule.defaultConfiguration?.level,
        rule.properties?.['security-severity'] as unknown,
      ]),
    ).toEqual([
      ['auth.anonymous-accepted', 'error', '9.5'],
      ['body.required', 'error', undefined],
    ]);
    expect(run?.results?.map((result) => rules[result.ruleIndex ?? -1]?.id === result.ruleId)).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('stands at the line of the contract and keeps its identity', () => {
    const result = resultOf(buildFinding());
    expect(result?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'spec/management.yaml' },
      region: { startLine: 1480, startColumn: 7 },
    });
    expect(result?.partialFingerprints).toEqual({ 'conformFingerprint/v1': '0123456789abcdef' });
  });

  it.each([
    ['critical', 'error'],
    ['major', 'error'],
    ['minor', 'warning'],
    ['info', 'note'],
  ] as const)('gives a finding that is %s the level %s', (severity, level) => {
    expect(resultOf(buildFinding({ severity }))?.level).toBe(level);
  });

  it('says whether a finding is new where a baseline decided that', () => {
    expect(resultOf(buildFinding())).not.toHaveProperty('baselineState');
    const text = sarif.render(buildRecord({ drift: buildDrift() }));
    expect((JSON.parse(text) as Log).runs[0]?.results?.map((result) => result.baselineState)).toEqual([
      'new',
      'unchanged',
      'absent',
    ]);
    expect(problemsOfSarif(text)).toEqual([]);
  });

  it('has one result for a finding, with the place of each operation', () => {
    const text = sarif.render(buildRecord({ findings: [buildSpread('a', 'b', 'c')] }));
    const results = (JSON.parse(text) as Log).runs[0]?.results ?? [];
    expect(results).toHaveLength(1);
    expect(results[0]?.message.text).toContain('aOrg and 2 more operations: ');
    expect(results[0]?.locations?.map(({ logicalLocations }) => logicalLocations?.[0]?.name)).toEqual([
      'aOrg',
      'bOrg',
      'cOrg',
    ]);
    expect(problemsOfSarif(text)).toEqual([]);
  });

  it('keeps what is gone as absent, and calls what has become worse updated', () => {
    const drift = buildDrift();
    const text = sarif.render(
      buildRecord({
        drift: {
          ...drift,
          newFindings: [...drift.newFindings, '0123456789abcdef'],
          worse: drift.stillThere,
          stillThere: [],
        },
      }),
    );
    const results = (JSON.parse(text) as Log).runs[0]?.results ?? [];
    expect(results.map(({ baselineState, partialFingerprints }) => [baselineState, partialFingerprints])).toEqual([
      ['new', { 'conformFingerprint/v1': 'fedcba9876543210' }],
      ['updated', { 'conformFingerprint/v1': '0123456789abcdef' }],
      ['absent', { 'conformFingerprint/v1': '00000000000000aa' }],
    ]);
    expect(results[2]?.locations?.[0]?.logicalLocations).toEqual([{ name: 'getOrg', kind: 'resource' }]);
    expect(problemsOfSarif(text)).toEqual([]);
  });

  it('weighs a security finding by its own severity', () => {
    const finding = buildFinding({ rule: 'auth.anonymous-accepted', severity: 'minor' });
    expect(resultOf(finding)?.properties).toMatchObject({ 'security-severity': '4.5', responsible: 'service' });
    expect(resultOf(buildFinding())?.properties).not.toHaveProperty('security-severity');
  });

  it('shows the lines of the contract', () => {
    const { clause } = buildFinding();
    const quoted = buildFinding({ clause: { ...clause, quote: 'required:\n  - slug\u001b' } });
    expect(resultOf(quoted)?.locations?.[0]?.physicalLocation?.region?.snippet?.text).toBe(
      'required:\n  - slug\\u001b',
    );
  });

  it('escapes what would be a placeholder or a link', () => {
    expect(resultOf(buildFinding({ seen: '{0} and [a](1)' }))?.message.text).toContain(String.raw`{{0}} and \[a\](1)`);
  });

  it.each([
    ['my spec/a#b.yaml', 'my%20spec/a%23b.yaml'],
    ['//host/a.yaml', '/host/a.yaml'],
    [String.raw`C:\spec\a.yaml`, 'C%3A/spec/a.yaml'],
  ])('writes the file %s as a reference', (file, uri) => {
    const finding = buildFinding();
    const moved = buildFinding({ clause: { ...finding.clause, position: { ...finding.clause.position, file } } });
    expect(resultOf(moved)?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe(uri);
  });

  it('tells how the run ended', () => {
    expect(render().runs[0]?.invocations).toEqual([
      { executionSuccessful: true, exitCode: 1, exitCodeDescription: '2 findings at or above major' },
    ]);
    const broken = JSON.parse(sarif.render(buildRecord({ verdict: 'could-not-judge', exitCode: 3 }))) as Log;
    expect(broken.runs[0]?.invocations?.[0]?.executionSuccessful).toBe(false);
  });

  it('lists no more results than code scanning takes, and says so', () => {
    const findings = Array.from({ length: 25_001 }, (_, index) => buildFinding({ fingerprint: String(index) }));
    const [run] = render(findings).runs;
    expect(run?.results).toHaveLength(25_000);
    const [notification] = run?.invocations?.[0]?.toolExecutionNotifications ?? [];
    expect(notification?.message.text).toMatch(/^Only the 25000 worst of 25001 results are listed/);
  });
});
