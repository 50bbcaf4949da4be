import { describe, expect, it } from 'vitest';
import { buildDrift, buildFinding, buildRecord } from '../../tests/support/test-record.ts';
import { renderAnnotations } from './annotations.ts';

describe('renderAnnotations', () => {
  it('writes a command for each finding, at the line of the contract', () => {
    expect(renderAnnotations(buildRecord({ findings: [buildFinding()] }))).toBe(
      '::error file=spec/management.yaml,line=1480,col=7,title=A required member is missing::' +
        'GET /api/v1/orgs/{slug} (getOrg): body.required%0A' +
        'contract: the body has the member "slug"%0A' +
        'seen: it is missing (body /slug)%0A' +
        `why: ${buildFinding().why}%0A` +
        'again: npx conform run --only getOrg --profile gate --seed 1 --spec spec/management.yaml\n',
    );
  });

  it('leaves out what has been accepted', () => {
    const lines = renderAnnotations(buildRecord({ drift: buildDrift() }))
      .trim()
      .split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('auth.anonymous-accepted');
  });

  it.each([
    ['critical', 'error'],
    ['major', 'error'],
    ['minor', 'warning'],
    ['info', 'notice'],
  ] as const)('shows a finding that is %s as %s', (severity, command) => {
    expect(renderAnnotations(buildRecord({ findings: [buildFinding({ severity })] }))).toMatch(
      new RegExp(`^::${command} `),
    );
  });

  it('escapes what would end a property or start an escape', () => {
    const finding = buildFinding({ seen: '100%0A' });
    const moved = { ...finding, clause: { ...finding.clause, position: { file: 'a,b:c%', line: 1, column: 1 } } };
    const text = renderAnnotations(buildRecord({ findings: [moved] }));
    expect(text).toContain('file=a%2Cb%3Ac%25,line=1');
    expect(text).toContain('seen: 100%250A');
  });

  it('writes at most fifty and says how many are left out', () => {
    const lines = renderAnnotations(buildRecord({ findings: Array.from({ length: 60 }, () => buildFinding()) }))
      .trim()
      .split('\n');
    expect(lines).toHaveLength(50);
    expect(lines.at(-1)).toBe('::notice::11 more findings in the reports of the run');
    expect(renderAnnotations(buildRecord({ findings: [] }))).toBe('');
  });
});
