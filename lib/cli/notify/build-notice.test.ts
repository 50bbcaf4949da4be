import { describe, expect, it } from 'vitest';
import { fingerprintFor, testFinding, testRecord } from '../../../tests/support/test-record.ts';
import { compareStanding } from '../../drift/standing.ts';
import { ruleOf, type RuleId } from '../../rules/rules.ts';
import { buildNotice, type Notice, type Occasion } from './build-notice.ts';

function occasion(changes: Partial<Occasion> = {}, count = 1): Occasion {
  const findings = Array.from({ length: count }, (_, index) => testFinding(`f${index}`));
  const record = testRecord({ verdict: 'drift', exitCode: 1, findings });
  return {
    target: 'staging',
    runId: '20261125T020000-0a1b2c3d',
    exitCode: 1,
    because: '1 new finding at or above major',
    change: compareStanding({ schemaVersion: 1, runId: 'r', verdict: 'conforms', open: [] }, record),
    figures: { findings: { critical: 0, major: count, minor: 0, info: 0 }, gaps: 2, requests: 30 },
    ...changes,
  };
}

describe('buildNotice', () => {
  it('says what changed, in words and in figures', () => {
    const named = {
      fingerprint: fingerprintFor('f0'),
      rule: 'body.required',
      title: ruleOf('body.required').title,
      severity: 'major',
      operation: 'getOrg',
    };
    const notice = buildNotice(occasion({ reportUrl: 'https://ci.example.com/runs/1?a=1&b=2' }));
    expect(notice).toEqual({
      schemaVersion: 1,
      text: [
        '*DRIFT* `staging`, was CONFORMS before',
        '1 new, 0 gone, 1 finding open. `1 new finding at or above major`',
        `• new, major: ${named.title} \`body.required\` at \`getOrg\``,
        '<https://ci.example.com/runs/1?a=1&amp;b=2|Report>',
      ].join('\n'),
      target: 'staging',
      run: '20261125T020000-0a1b2c3d',
      verdict: 'drift',
      verdictBefore: 'conforms',
      exitCode: 1,
      because: '1 new finding at or above major',
      report: 'https://ci.example.com/runs/1?a=1&b=2',
      counts: {
        new: 1,
        gone: 0,
        open: 1,
        findings: { critical: 0, major: 1, minor: 0, info: 0 },
        gaps: 2,
        requests: 30,
      },
      new: [named],
      gone: [],
    } satisfies Notice);
  });

  it('names the first findings and counts the rest', () => {
    const { text, counts, new: named } = buildNotice(occasion({}, 60));
    expect(counts.new).toBe(60);
    expect(named).toHaveLength(50);
    expect(text.match(/^• new, major/gm)).toHaveLength(10);
    expect(text).toContain('• and 50 more new');
  });

  it('lets nothing that a deployment says be a mention, a link, formatting or a control sequence', () => {
    const attack = '<!channel> <https://evil.example|click> `code` *bold* \u001b]8;;http://evil\u0007 \u202e & @here';
    const hostile = [
      testFinding('a', {
        operationId: attack,
        rule: attack as RuleId,
        seen: attack,
        place: { kind: 'body', pointer: attack },
      }),
    ];
    const change = compareStanding(undefined, testRecord({ verdict: 'drift', findings: hostile }));
    const notice = buildNotice(occasion({ because: attack, target: attack, change }));
    const body = JSON.stringify(notice);
    expect(body).not.toMatch(/[<>]/);
    expect(body).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/);
    // What is outside of code spans is ours.
    const ours = notice.text.replace(/`[^`\n]*`/g, '');
    expect(ours).not.toMatch(/evil|@here|bold/);
    expect(ours).toContain('a rule that this version does not know');
    expect(notice.text.split('\n')).toHaveLength(3);
  });
});
