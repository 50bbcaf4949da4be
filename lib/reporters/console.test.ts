import { describe, expect, it } from 'vitest';
import { ruleOf } from '../rules/rules.ts';
import { buildDrift, buildFinding, buildRecord, buildSpread } from '../../tests/support/test-record.ts';
import { colored, createLayout, renderConsole } from './console.ts';

const OPTIONS = { reportDirectory: 'reports/latest' };
const { hang } = createLayout();

describe('renderConsole', () => {
  it('begins with verdict, reason and exit code in one line', () => {
    const [first] = renderConsole(buildRecord(), OPTIONS).split('\n');
    expect(first).toBe('DRIFT: 2 findings at or above major (exit code 1)');
  });

  it('leads with the steps of the set-up that failed', () => {
    const failedSteps = [
      { title: 'makes a', request: 'POST /a', seen: 'answered 400: "no\u001b"', cases: 2, advice: 'ask' },
    ];
    const [, second] = renderConsole(buildRecord({ failedSteps }), OPTIONS).split('\n');
    expect(second).toMatch(
      /^Set-up failed: makes a: POST \/a answered 400: "no[^\u001b]*"\. 2 cases of this run depend on it/,
    );
  });

  it('says of a finding what was called by whom, what is promised where, what was seen and how to see it again', () => {
    const text = renderConsole(buildRecord(), OPTIONS);
    expect(text).toContain(
      [
        'CRITICAL (1)',
        '',
        '  GET /api/v1/orgs/{slug}  getOrg',
        '    rule      auth.anonymous-accepted: A protected operation answers without a credential',
        '    caller    no credential',
        '    contract  a caller without a credential is refused with 401 [spec/management.yaml:142:9]',
        '    seen      200, the same answer as for the owner (status)',
        ...hang('    why       ', ruleOf('auth.anonymous-accepted').why),
        '    attack    Anybody who knows the name of an org can read it.',
        ...hang('    change    ', `the service (${ruleOf('auth.anonymous-accepted').fix})`),
        `    again     curl -sS -i -X GET "$CP_BASE_URL"'/api/v1/orgs/'"$ORG_SLUG"`,
        '    or        npx conform run --only getOrg --profile gate --seed 1 --spec spec/management.yaml',
        '    known as  fedcba9876543210',
        '',
        'MAJOR (1)',
      ].join('\n'),
    );
  });

  it('says how much was verified, what was not and why, and how to remove what is left', () => {
    const text = renderConsole(buildRecord(), OPTIONS);
    expect(text).toContain('operations 1/58');
    expect(text).toContain('requests: planned 6, sent 5, polling 2, retries 1, removals 4');
    expect(text).toContain('Not verified (4 gaps)');
    expect(text).toContain('- 2 × gap.operation-untested: it destroys what others use [adminDeleteTenant, deleteOrg]');
    expect(text).toContain('- key-on-open-route (org key), met on 1 operation: known since the last release');
    expect(text).toContain('- workspace conf-0a1b2c3d-1\n    curl -sS -X DELETE');
  });

  it('ends with the page to open and what the exit code means', () => {
    expect(renderConsole(buildRecord(), OPTIONS).split('\n').slice(-2)).toEqual([
      'Report: reports/latest/report.html',
      'Exit code 1: the deployment drifts from the contract',
    ]);
  });

  it('says how to see drift, where the embedded deployment has none', () => {
    const { run } = buildRecord();
    const conforming = { findings: [], verdict: 'conforms', exitCode: 0 } as const;
    const target = { ...run.target, kind: 'embedded' };
    const hint = 'conform serve --list-faults';
    expect(renderConsole(buildRecord({ ...conforming, run: { ...run, target, faults: [] } }), OPTIONS)).toContain(hint);
    expect(renderConsole(buildRecord({ run: { ...run, target, faults: [] } }), OPTIONS)).not.toContain(hint);
    const elsewhere = { ...run, target: { ...target, kind: 'shared' }, faults: [] };
    expect(renderConsole(buildRecord({ ...conforming, run: elsewhere }), OPTIONS)).not.toContain(hint);
  });

  it('leaves out headings of what there is none of', () => {
    const clean = buildRecord({
      verdict: 'conforms',
      exitCode: 0,
      findings: [],
      gaps: [],
      deviations: [],
      notes: [],
      leftovers: [],
    });
    expect(renderConsole(clean, OPTIONS)).not.toMatch(/CRITICAL|Not verified|deviations|Notes|Left behind/);
  });

  it('shows a finding once, with all the operations that it is on', () => {
    const text = renderConsole(buildRecord({ findings: [buildSpread('a', 'b', 'c')] }), OPTIONS);
    expect(text.match(/ {4}again {5}/g)).toHaveLength(1);
    expect(text).toContain('  GET /orgs/a and 2 more operations  aOrg\n');
    expect(text).toContain('MAJOR (1)');
    expect(text).toMatch(/ {4}on {8}aOrg, bOrg, cOrg\n/);
  });

  it('quotes the contract and the part of the answer', () => {
    const { clause } = buildFinding();
    const text = renderConsole(
      buildRecord({ findings: [buildFinding({ clause: { ...clause, quote: 'required:\n  - slug' } })] }),
      OPTIONS,
    );
    expect(text).toContain('    reads     required: \u23ce - slug\n');
  });

  it('shows twenty findings in full and says where the others are', () => {
    const findings = Array.from({ length: 33 }, (_, index) =>
      buildFinding({ place: { kind: 'body', pointer: `/member${index}` } }),
    );
    const text = renderConsole(buildRecord({ findings }), OPTIONS);
    expect(text.match(/ {4}again {5}/g)).toHaveLength(20);
    expect(text).toContain('MAJOR (33)');
    expect(text).toContain('and 13 more findings, see reports/latest/report.md');
  });

  it('fits 100 columns, except for what is for copying', () => {
    const long = 'a long reason that a deployment gave for not answering, '.repeat(10) + 'x'.repeat(300);
    const record = buildRecord({
      findings: [buildFinding({ seen: long, attack: long })],
      gaps: [{ rule: 'gap.transport', reason: long }],
      notes: [long],
    });
    const wide = renderConsole(record, OPTIONS)
      .split('\n')
      .filter((line) => line.length > 100 && !/ {4}(?:again {5}|or {8})/.test(line) && !line.includes('curl '));
    expect(wide).toEqual([]);
  });

  it('does not call a run conforming that lets graver drift pass', () => {
    const lenient = buildRecord({ verdict: 'conforms', exitCode: 0, because: 'none drifts enough to fail' });
    expect(renderConsole(lenient, OPTIONS)).toMatch(/^DRIFT THAT DOES NOT FAIL THIS RUN: none drifts enough to fail/);
  });

  it('prints no command for what went with the embedded deployment', () => {
    const leftovers = [{ kind: 'workspace', name: 'a', removal: '' }];
    expect(renderConsole(buildRecord({ leftovers }), OPTIONS)).toContain(
      'Left behind (1): gone with the embedded deployment, which has ended\n  - workspace a\n\n',
    );
  });

  it('tells new findings from known ones where there is a baseline', () => {
    const text = renderConsole(buildRecord({ drift: buildDrift() }), OPTIONS);
    // In one line: it has been looked at.
    expect(text).toContain('  GET /api/v1/orgs/{slug} getOrg: A required member is missing (body.required) [known]');
    expect(text).not.toContain('body.required: A required');
    expect(text).toContain('- 1 new, 1 still there, 1 gone, 0 not checked');
    expect(text).toContain('- gone: 00000000000000aa body.required at getOrg, body /id (orgs, until 2027-01-31)');
  });

  it('fits a narrow terminal, but for what is for copying', () => {
    const lines = renderConsole(buildRecord(), { ...OPTIONS, columns: 60 }).split('\n');
    const isForCopying = (line: string): boolean => /^(?:DRIFT|Left behind)|curl|npx conform/.test(line);
    expect(lines.filter((line) => line.length > 60 && !isForCopying(line))).toEqual([]);
    expect(lines.filter((line) => line.length > 50 && !isForCopying(line))).not.toEqual([]);
  });

  it('gets no wider than is good to read in a wide one', () => {
    expect(renderConsole(buildRecord(), { ...OPTIONS, columns: 250 })).toBe(renderConsole(buildRecord(), OPTIONS));
  });

  it('says nothing of a baseline where nothing has been accepted', () => {
    const nothing = { stillThere: [], expired: [], worse: [], gone: [], notChecked: [] };
    const text = renderConsole(buildRecord({ drift: { ...buildDrift(), ...nothing } }), OPTIONS);
    expect(text).not.toContain('Against the baseline');
  });

  it('uses colours only where it is told to', () => {
    const escape = String.fromCharCode(27);
    expect(renderConsole(buildRecord(), OPTIONS)).not.toContain(escape);
    expect(renderConsole(buildRecord(), { ...OPTIONS, paint: colored })).toContain(`${escape}[31mDRIFT`);
  });

  it('sends nobody to a file that is not written', () => {
    expect(renderConsole(buildRecord(), OPTIONS)).toContain('Report: reports/latest/report.html');
    const written = ['run.json', 'junit.xml'];
    expect(renderConsole(buildRecord(), { ...OPTIONS, written })).toContain('Report: reports/latest/run.json');
  });
});
