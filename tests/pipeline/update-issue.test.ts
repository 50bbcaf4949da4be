import { marked } from 'marked';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { updateIssue } from '../../scripts/pipeline/drift-issue.ts';
import { connectForge } from '../../scripts/pipeline/forge.ts';
import { testCase, testFinding, testRecord } from '../support/test-record.ts';
import { startFakeForge, type FakeForge } from './fake-forge.ts';

const BOT = 'github-actions[bot]';

let fake: FakeForge;
beforeEach(async () => {
  fake = await startFakeForge();
});
afterEach(() => fake.close());

/** A run that judged the probes of a and b, and found what is named. */
function runThatFinds(names: readonly string[], changes: Partial<RunRecord> = {}): RunRecord {
  const isDrift = names.length > 0;
  return testRecord({
    verdict: isDrift ? 'drift' : 'conforms',
    exitCode: isDrift ? 1 : 0,
    findings: names.map((name) => testFinding(name)),
    cases: ['a', 'b'].map((name) => testCase(`case-${name}`, names.includes(name) ? 'failed' : 'passed')),
    ...changes,
  });
}

function update(record: RunRecord, changes: { readonly isDryRun?: boolean } = {}): Promise<string> {
  const forge = connectForge({ apiUrl: fake.apiUrl, repository: 'molecule/conformance', token: 'words' });
  const options = { failOn: 'major', authors: [BOT], isDryRun: false, reportUrl: 'https://ci.example.com/1' } as const;
  return updateIssue(forge, record, { ...options, ...changes });
}

describe('the issue of a target', () => {
  it('is opened once, is quiet while nothing changes, is updated, and is closed when the last finding is gone', async () => {
    expect(await update(runThatFinds([]))).toBe('nothing to do');
    expect(await update(runThatFinds(['a']))).toBe('opened #1');
    expect(await update(runThatFinds(['a']))).toBe('nothing to do');
    expect(await update(runThatFinds(['a', 'b']))).toBe('updated #1');
    expect(await update(runThatFinds(['b']))).toBe('updated #1');
    expect(await update(runThatFinds([]))).toBe('closed #1');
    expect(await update(runThatFinds([]))).toBe('nothing to do');
    expect(fake.issues.map(({ state, title }) => [state, title])).toEqual([
      ['closed', `Contract drift: ${testRecord().run.target.name} (${testRecord().run.profile})`],
    ]);
    expect(fake.comments.map(({ body }) => body.split('\n')[0])).toEqual([
      '1 new, 0 gone, 2 open. [Reports](<https://ci.example.com/1>)',
      '0 new, 1 gone, 1 open. [Reports](<https://ci.example.com/1>)',
      '0 new, 1 gone, 0 open. [Reports](<https://ci.example.com/1>)',
    ]);
    expect([...fake.tokens]).toEqual(['token words']);
  });

  it('does not call drift conforming where the run was told to let it pass', async () => {
    await update(runThatFinds(['a'], { verdict: 'conforms', exitCode: 0 }));
    expect(fake.issues[0]?.body).toContain('**DRIFT THAT DOES NOT FAIL THIS RUN**');
  });

  it('is opened anew when a finding comes back after it was closed', async () => {
    for (const names of [['a'], [], ['a']]) await update(runThatFinds(names));
    expect(fake.issues.map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  it.each<[string, Partial<RunRecord>]>([
    ['did not judge its probe', { cases: [testCase('case-b')] }],
    ['could not judge', { verdict: 'could-not-judge', exitCode: 3, cases: [] }],
  ])('stays open where a run %s', async (_, changes) => {
    await update(runThatFinds(['a']));
    expect(await update(runThatFinds([], changes))).toBe('nothing to do');
    expect(fake.issues[0]?.state).toBe('open');
  });

  it('is not opened for findings that do not fail the run', async () => {
    const minor = runThatFinds([], { findings: [testFinding('a', { severity: 'minor' })] });
    expect(await update(minor)).toBe('nothing to do');
  });

  it('is found behind other issues, and is never one of somebody else or a pull request', async () => {
    await update(runThatFinds(['a']));
    const [own] = fake.issues.splice(0);
    if (own === undefined) throw new Error('an issue was opened');
    const other = (number: number, changes: object): FakeForge['issues'][number] => ({ ...own, number, ...changes });
    fake.issues.push(
      other(2, { user: { login: 'stranger' } }),
      other(3, { pull_request: {} }),
      other(4, { body: 'something else' }),
      other(5, { body: own.body.replace(testRecord().run.target.name, 'another') }),
      other(9, {}),
    );
    expect(await update(runThatFinds(['a', 'b']))).toBe('updated #9');
    expect(fake.comments.map(({ number }) => number)).toEqual([9]);
  });

  it('forgets what stands in it where somebody has spoilt that, and says all again', async () => {
    await update(runThatFinds(['a']));
    const [issue] = fake.issues;
    if (issue === undefined) throw new Error('an issue was opened');
    issue.body = issue.body.replace(/conform-state: \S+/, 'conform-state: AAAA');
    expect(await update(runThatFinds(['a']))).toBe('updated #1');
    expect(await update(runThatFinds(['a']))).toBe('nothing to do');
  });

  it('changes nothing in a dry run', async () => {
    expect(await update(runThatFinds(['a']), { isDryRun: true })).toBe('would do: open');
    expect(fake.calls).toEqual(['GET /api/v1/repos/molecule/conformance/issues']);
  });

  it('takes 5,000 findings, and says how many it does not name', async () => {
    const findings = Array.from({ length: 5000 }, (_, at) =>
      testFinding('x', { fingerprint: at.toString(16).padStart(16, '0') }),
    );
    await update(runThatFinds([], { verdict: 'drift', findings }));
    expect(fake.issues[0]?.body.length).toBeLessThan(65_536);
    expect(fake.issues[0]?.body).toMatch(/and \d{4} more findings/);
  });

  it('has no markup, mention or reference from a deployment in it', async () => {
    const attack = '</details><script>x</script> @everyone #1 [a](javascript:x) ![](http://evil.example/x) --> `c`';
    const hostile = testFinding('a', {
      place: { kind: 'body', pointer: attack },
      expected: attack,
      seen: attack,
      reproduce: attack,
    });
    await update(runThatFinds(['a'], { findings: [hostile], because: attack }));
    const html = await marked(fake.issues[0]?.body ?? '');
    expect(html).not.toMatch(/<script|<\/details|<img|href="(?!https:\/\/ci\.example\.com)/);
    expect(html.replace(/<(code)[^>]*>[^]*?<\/\1>/g, '')).not.toMatch(/@everyone|#1\b/);
  });
});

describe('connectForge', () => {
  it('says what was refused, and not the token', async () => {
    const forge = connectForge({ apiUrl: fake.apiUrl, repository: 'molecule/other', token: 'words' });
    await expect(forge.listOpenIssues()).rejects.toThrow(/^GET \/issues\?\S+ was answered with 404$/);
  });
});
