import { describe, expect, it } from 'vitest';
import { buildDrift, buildFinding, buildRecord, buildSpread } from '../../tests/support/test-record.ts';
import { markdownBlock, markdownCode, markdownText } from './markdown-text.ts';
import { markdown } from './markdown.ts';

const MEGABYTE = 1_000_000;

describe('markdown', () => {
  it('begins with the verdict and why', () => {
    expect(markdown.render(buildRecord())).toMatch(/^# DRIFT\n\n2 findings at or above major \(exit code 1\)\n/);
  });

  it('leads with the steps of the set-up that failed', () => {
    const failedSteps = [{ title: 'makes a', request: 'POST /a', seen: 'answered 400', cases: 1, advice: 'ask' }];
    expect(markdown.render(buildRecord({ failedSteps })).split('\n')[4]).toBe(
      `**${markdownText('Set-up failed: makes a: POST /a answered 400. 1 case of this run depends on it. To do: ask.')}**`,
    );
  });

  it('has the figures as a table', () => {
    const text = markdown.render(buildRecord());
    expect(text).toContain('| findings | 1 critical, 1 major |');
    expect(text).toContain('| operations | 1 of 58 |');
  });

  it('folds away the command that shows a finding again', () => {
    expect(markdown.render(buildRecord())).toContain(
      [
        '<details><summary>reproduce (1 case)</summary>',
        '',
        '```sh',
        `curl -sS -i -X GET "$CP_BASE_URL"'/api/v1/orgs/'"$ORG_SLUG"`,
        'npx conform run --only getOrg --profile gate --seed 1 --spec spec/management.yaml',
        '```',
        '',
        '</details>',
      ].join('\n'),
    );
  });

  it('says of a finding what the contract reads, what was seen, and who would have to change', () => {
    const { clause } = buildFinding();
    const finding = buildFinding({ clause: { ...clause, quote: 'required:\n  - slug' } });
    const text = markdown.render(buildRecord({ findings: [finding] }));
    expect(text).toContain('- it reads: ` required: \u23ce - slug `');
    expect(text).toContain('- who has to change: the service or the contract');
  });

  it('tells a finding once, and where else it shows', () => {
    const text = markdown.render(buildRecord({ findings: [buildSpread('a', 'b', 'c')] }));
    expect(text).toContain('**GET /orgs/a and 2 more operations** aOrg');
    expect(text.match(/why it matters/g)).toHaveLength(1);
    expect(text).toContain('<details><summary>the same at 2 more places</summary>');
    expect(text).toContain('<a id="finding-cccccccccccccccc"></a>GET /orgs/c cOrg, ` body /slug `, cccccccccccccccc');
  });

  it('tells new findings from known ones where there is a baseline', () => {
    const text = markdown.render(buildRecord({ drift: buildDrift() }));
    expect(text).toContain('| against the baseline | 1 new, 1 still there, 1 gone, 0 not checked |');
    expect(text.match(/ _known_$/gm)).toHaveLength(1);
  });

  it('keeps the ways to be wrong out of the matrix', () => {
    const { matrix } = buildRecord();
    const variants = matrix.map((cell) => ({
      ...cell,
      variant: 'expired',
      access: 'accepted' as const,
      observed: 'accepted 200',
    }));
    expect(markdown.render(buildRecord({ matrix: [...matrix, ...variants] }))).toBe(markdown.render(buildRecord()));
  });

  it('links a cell of the matrix to its finding', () => {
    const text = markdown.render(buildRecord());
    expect(text).toContain('| operation | anonymous | owner-session | org-key | other-org-key |');
    expect(text).toContain('| getOrg | [**✗**](#finding-fedcba9876543210) | + | - | · |');
    expect(text).toContain('<a id="finding-fedcba9876543210"></a>');
  });

  it('stays below a megabyte and says what it leaves out', () => {
    const long = 'ä'.repeat(5_000);
    const [gap] = buildRecord().gaps;
    const [cell] = buildRecord().matrix;
    if (gap === undefined || cell === undefined) throw new Error('the record for tests has gaps and cells');
    const many = Array.from({ length: 3000 }, (_, index) => index);
    const record = buildRecord({
      because: long,
      findings: many.map((index) =>
        buildFinding({ seen: long, reproduce: long, place: { kind: 'body', pointer: `/${index}` } }),
      ),
      gaps: many.map((index) => ({ ...gap, reason: `${index} ${long}` })),
      matrix: many.map((index) => ({ ...cell, operationId: `operation${index}${long}` })),
      notes: many.map((index) => `${index} ${long}`),
    });
    const text = markdown.render(record);
    expect(Buffer.byteLength(text)).toBeLessThan(MEGABYTE);
    expect(text).toMatch(/\d+ more findings: see findings\.json\./);
    expect(text).toMatch(/\d+ more operations are in run\.json\./);
    expect(text).toMatch(/- \d+ more are in run\.json/);
  });
});

describe('text in Markdown', () => {
  it('writes what could mean something as character references', () => {
    expect(markdownText('<b> *x* [y](z) `c` | @team #1 a_b')).toBe(
      '&#60;b&#62; &#42;x&#42; &#91;y&#93;&#40;z&#41; &#96;c&#96; &#124; &#64;&#8203;team &#35;&#8203;1 a&#95;b',
    );
    expect(markdownText('http://www.a.example')).toBe('http&#58;//www&#46;a.example');
  });

  it('puts code between more backticks than are in it', () => {
    expect(markdownCode('plain')).toBe('` plain `');
    expect(markdownCode('a `` b')).toBe('``` a `` b ```');
    expect(markdownCode('')).toBe('(empty)');
    expect(markdownBlock(['a ```` b'])).toEqual(['`````sh', 'a ```` b', '`````']);
  });
});
