import { describe, expect, it } from 'vitest';
import { buildDrift, buildRecord, testAcceptance, testCase, buildSpread } from '../../tests/support/test-record.ts';
import { problemsOfJunit } from '../../tests/support/test-formats.ts';
import { junit } from './junit.ts';

describe('junit', () => {
  it('fits the schema that Jenkins publishes', async () => {
    expect(await problemsOfJunit(junit.render(buildRecord()))).toEqual([]);
    expect(await problemsOfJunit(junit.render(buildRecord({ cases: [] })))).toEqual([]);
  });

  it('has a suite for each operation and family', () => {
    const xml = junit.render(buildRecord());
    expect([...xml.matchAll(/<testsuite name="([^"]*)"/g)].map(([, name]) => name)).toEqual([
      'deleteOrg conformance',
      'getOrg conformance',
      'getOrg tier-matrix',
    ]);
    expect(xml).toContain(
      '<testsuite name="getOrg tier-matrix" tests="2" failures="1" errors="0" time="0.015" skipped="1" timestamp="2026-11-25T02:00:00">',
    );
  });

  it('reports a case that passes as a test with its time in seconds', () => {
    expect(junit.render(buildRecord())).toContain(
      '<testcase name="answers 200 to the smallest request" classname="getOrg" time="0.019"/>',
    );
  });

  it('reports what was not judged as skipped, with the reason', () => {
    const xml = junit.render(buildRecord());
    expect(xml).toContain('<skipped message="skipped: it destroys what others use"/>');
    expect(xml).toContain('<skipped message="inconclusive: its credential proves nothing"/>');
  });

  it('reports a finding as a failure', () => {
    const xml = junit.render(buildRecord());
    expect(xml).toContain('<failure message="A required member is missing" type="body.required">');
    expect(xml).toContain('seen: it is missing (body /slug)');
  });

  it('reports the findings of a case in the order of the record', () => {
    const { findings } = buildRecord();
    const fingerprints = findings.map(({ fingerprint }) => fingerprint).reverse();
    const xml = junit.render(buildRecord({ cases: [testCase('a', 'failed', { findings: fingerprints })] }));
    expect([...xml.matchAll(/<failure message="[^"]*" type="([^"]*)"/g)].map(([, rule]) => rule)).toEqual(
      findings.map(({ rule }) => rule),
    );
  });

  it('fails no test by what does not fail the run, and says what was found', async () => {
    const record = buildRecord();
    const [finding] = record.findings;
    if (finding === undefined) throw new Error('the record has a finding');
    const only = buildRecord({
      findings: [finding],
      cases: [testCase('a', 'failed', { findings: [finding.fingerprint] })],
    });
    const accepted = { ...testAcceptance('a'), fingerprint: finding.fingerprint, severity: finding.severity };
    const drift = { ...buildDrift(), newFindings: [], stillThere: [accepted], worse: [], expired: [] };
    const known = junit.render({ ...only, drift });
    expect(known).toContain('failures="0"');
    expect(known).toMatch(/<skipped message="[^"]*accepted by orgs until 2027-01-31: fixed in the next release"\/>/);
    expect(await problemsOfJunit(known)).toEqual([]);
    const lenient = junit.render({ ...only, run: { ...only.run, failOn: 'never' } });
    expect(lenient).toMatch(/<skipped message="[^"]*does not fail this run \(--fail-on never\)"\/>/);
  });

  it('fails the test of each case by its own operation, and names the finding', () => {
    const finding = buildSpread('a', 'b');
    const cases = finding.occurrences.map(({ operationId, fingerprint, cases: [id = ''] }) =>
      testCase(id, 'failed', { operationId, findings: [fingerprint] }),
    );
    const xml = junit.render(buildRecord({ findings: [finding], cases }));
    expect(xml.match(/major: GET \/orgs\/[ab]/g)).toEqual(['major: GET /orgs/a', 'major: GET /orgs/b']);
    expect(xml.match(/finding: cacacacacacacaca, on 2 operations/g)).toHaveLength(2);
  });

  it('reports a failed case as failed even without its finding', async () => {
    const xml = junit.render(buildRecord({ findings: [] }));
    expect(xml.match(/<failure message="the finding is not in the record"\/>/g)).toHaveLength(2);
    expect(await problemsOfJunit(xml)).toEqual([]);
  });
});
