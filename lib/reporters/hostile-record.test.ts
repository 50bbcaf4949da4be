import { lexer, parser } from 'marked';
import { describe, expect, it } from 'vitest';
import { parseCsv, problemsOfJunit, problemsOfSarif } from '../../tests/support/test-formats.ts';
import { buildDrift, buildRecord } from '../../tests/support/test-record.ts';
import type { RunRecord } from '../findings/run-record.ts';
import { renderAnnotations } from './annotations.ts';
import { renderBrief } from './brief.ts';
import { colored, renderConsole } from './console.ts';
import { REPORTERS } from './render-reports.ts';

const BIDI = '\u202e\u2066\u061c\u200f';
const HALF = '\ud83d';

const ATTACKS: readonly string[] = [
  '\n\n# Conforms\n\n',
  '</code></details></td></table><script>alert(1)</script>',
  '\u001b[2J\u001b[1;32mCONFORMS\u001b[0m\u009b31m',
  '\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007',
  '=HYPERLINK("https://evil.example")',
  '\t=1+1',
  '+1',
  '-1',
  '@SUM(1)',
  '\r\n::error file=a::forged\n',
  '"><failure message="x"/>]]>&undefined;<!--',
  '` `` ``` ```` ~~~ | \\| [x](https://evil.example) ![x](https://evil.example/i.png) @everyone #1 www.evil.example a@evil.example',
  '\n```\n<img src=x onerror=alert(1)>\n',
  `${BIDI}gnp.exe\ufeff\u2028\u2029`,
  `${HALF}\udc00 ${HALF}x \udc00`,
  '\u0000\ufffe\uffff\u{e0041}',
  '%0A%0D {0} {{x}} [a](1) $`x`$ ${HOME}',
];

/** Words of closed sets: a record cannot hold others. */
const CLOSED =
  /^(?:drift|critical|major|failed|passed|skipped|inconclusive|met|accepted|refused|either|as-expected|not-probed|status|body)$/;

/** The record with an attack in place of every text, each time beginning with another one; equal texts stay equal. */
function makeHostile(record: RunRecord): RunRecord {
  const replaced = new Map<string, string>();
  const replace = (text: string): string => {
    const known = replaced.get(text);
    if (known !== undefined) return known;
    const first = replaced.size % ATTACKS.length;
    const attack = [...ATTACKS.slice(first), ...ATTACKS.slice(0, first), text].join('');
    replaced.set(text, attack);
    return attack;
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return CLOSED.test(value) ? value : replace(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, walk(member)]));
  };
  // Only texts are replaced, and none of those that the type closes.
  return walk(record) as RunRecord;
}

const BENIGN = buildRecord({ drift: buildDrift() });
const HOSTILE = makeHostile(BENIGN);

function render(id: string, record: RunRecord): string {
  const reporter = REPORTERS.find((each) => each.id === id);
  if (reporter === undefined) throw new Error(`no reporter ${id}`);
  return reporter.render(record);
}

function tagsOf(markup: string): readonly string[] {
  return [...markup.matchAll(/<\/?[a-z][a-z0-9]*/gi)].map(([tag]) => tag.toLowerCase());
}

/** Everything that changes how a terminal or an editor shows what follows. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function unprintableIn(text: string, allowed: RegExp): readonly string[] {
  return (text.match(UNPRINTABLE) ?? []).filter((character) => !allowed.test(character));
}

describe('a record that is hostile in every text', () => {
  it.each([
    ['in full, in colour', renderConsole, true],
    ['in full', renderConsole, false],
    ['on one screen, in colour', renderBrief, true],
    ['on one screen', renderBrief, false],
  ])('cannot control the terminal (%s)', (_title, print, color) => {
    const plain = print(HOSTILE, { reportDirectory: ATTACKS.join(''), ...(color ? { paint: colored } : {}) });
    const text = color ? plain.replace(/\u001b\[\d{1,2}m/g, '') : plain;
    expect(unprintableIn(text, /\n/)).toEqual([]);
    expect(text.split('\n').filter((line) => line.startsWith('# Conforms') || line.startsWith('::'))).toEqual([]);
  });

  it.each(REPORTERS.map((reporter) => reporter.id))('writes %s without hidden characters', (id) => {
    expect(unprintableIn(render(id, HOSTILE), /[\n\r]/)).toEqual([]);
  });

  it('comes back from run.json as it was', () => {
    expect(JSON.parse(render('json', HOSTILE))).toEqual(HOSTILE);
  });

  it('does not break out of Markdown', () => {
    const htmlOf = (record: RunRecord): string => parser(lexer(render('markdown', record)));
    const html = htmlOf(HOSTILE);
    // Columns of tiers that nobody knows stand in another order.
    expect([...tagsOf(html)].sort()).toEqual([...tagsOf(htmlOf(BENIGN))].sort());
    expect(
      [...html.matchAll(/(?:href|src)="([^"]*)"/g)].filter(([, link]) => !/^#finding-[0-9a-f]*$/.test(link ?? '')),
    ).toEqual([]);
  });

  it('does not reach anybody by Markdown', () => {
    const outsideOfCode = render('markdown', HOSTILE)
      .replace(/(`+) .*? \1(?!`)/g, '')
      .replace(/(`{3,})sh\n(?:.*\n)+?\1/g, '');
    expect(outsideOfCode).not.toContain('@');
    expect(outsideOfCode).not.toMatch(/www\.|https?:\/\//);
  });

  it('stays valid JUnit with the same elements', async () => {
    const xml = render('junit', HOSTILE);
    expect(await problemsOfJunit(xml)).toEqual([]);
    expect(tagsOf(xml)).toEqual(tagsOf(render('junit', BENIGN)));
  });

  it('stays valid SARIF in which no message has a link or a placeholder', () => {
    const text = render('sarif', HOSTILE);
    expect(problemsOfSarif(text)).toEqual([]);
    const messages = [...text.matchAll(/"text": (".*")/g)].map(([, message]) => String(JSON.parse(message ?? '""')));
    expect(messages.filter((message) => /(?<!\\)(?:\\\\)*\[/.test(message))).toEqual([]);
    expect(messages.filter((message) => /(?<!\{)(?:\{\{)*\{(?!\{)/.test(message))).toEqual([]);
  });

  it('stays a table of the same size without formulas', () => {
    const rows = parseCsv(render('csv', HOSTILE));
    expect(rows.map((row) => row.length)).toEqual(parseCsv(render('csv', BENIGN)).map((row) => row.length));
    expect(rows.flat().filter((cell) => /^\s*(?:\\t|\\r|\\n)*\s*[=+\-@]/.test(cell))).toEqual([]);
  });

  it('stays one annotation for each finding that nobody has accepted', () => {
    const { drift, ...withoutBaseline } = HOSTILE;
    expect(drift?.stillThere).toHaveLength(1);
    const lines = renderAnnotations(withoutBaseline).split('\n').slice(0, -1);
    expect(lines).toHaveLength(HOSTILE.findings.length);
    expect(lines.filter((line) => !/^::error file=[^,:]*,line=\d+,col=\d+,title=[^,:]*::/.test(line))).toEqual([]);
    expect(unprintableIn(lines.join(''), /\n/)).toEqual([]);
  });
});
