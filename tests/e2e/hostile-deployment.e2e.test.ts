import { lexer, parser } from 'marked';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderComparison } from '../../lib/cli/commands/diff.ts';
import { compareRuns } from '../../lib/drift/compare-runs.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { renderAnnotations } from '../../lib/reporters/annotations.ts';
import { renderConsole } from '../../lib/reporters/console.ts';
import { REPORTERS } from '../../lib/reporters/render-reports.ts';
import { parseCsv, problemsOfJunit, problemsOfRunJson, problemsOfSarif } from '../support/test-formats.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { LACKS_BROWSER, openReportBrowser } from '../support/report-browser.ts';
import { runConform } from './conform-process.ts';

const ONLY = [
  'adminListThinAmi',
  'adminTenantDiagnostics',
  'getOrg',
  'getProvisionStatus',
  'listOrgs',
  'tenantGetBillingMode',
  'tenantGetWorkspace',
  'tenantListOrgTokens',
];

/** Everything that changes how a terminal or an editor shows what follows, line ends aside. */
const UNPRINTABLE = /[^\n\r\P{Cc}]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

function render(id: string, record: RunRecord): string {
  const reporter = REPORTERS.find((each) => each.id === id);
  if (reporter === undefined) throw new Error(`no reporter ${id}`);
  return reporter.render(record);
}

describe('a deployment whose every text is an attack', () => {
  let record: RunRecord;

  beforeAll(async () => {
    const { record: made, internalErrors } = await runInProcess({
      fault: ['answers-with-attacks'],
      only: ONLY,
      family: ['conformance', 'tier-matrix'],
    });
    expect(internalErrors).toEqual([]);
    record = made;
  }, 120_000);

  it('is judged like any other, and its texts stand in what was found', () => {
    expect(record.cases.filter(({ state }) => state === 'failed').length).toBeGreaterThan(10);
    const rules = new Set(record.findings.map(({ rule }) => rule));
    expect([...rules]).toEqual(expect.arrayContaining(['body.enum', 'body.format', 'media.undocumented']));
    const said = JSON.stringify([record.findings, record.evidence, record.operations]);
    for (const attack of [
      '<script>',
      'onerror=window.hostile',
      '=HYPERLINK',
      '::error file',
      ']]>',
      '\\u001b[2J',
      '\u202e',
    ])
      expect(said.includes(attack) ? attack : 'nowhere').toBe(attack);
  });

  it.each(REPORTERS.map(({ id }) => id))('gets nothing unprintable into %s', (id) => {
    expect(UNPRINTABLE.exec(render(id, record))?.[0]).toBeUndefined();
  });

  it('cannot control the terminal, by the summary or by a comparison', () => {
    const summary = renderConsole(record, { reportDirectory: 'reports/latest' });
    const comparison = renderComparison(compareRuns({ ...record, findings: [] }, record));
    for (const text of [summary, comparison]) {
      expect(text).toContain('<script>');
      expect(UNPRINTABLE.exec(text)?.[0]).toBeUndefined();
      expect(text.split('\n').filter((line) => /^(?:::|# CONFORMS)/.test(line))).toEqual([]);
    }
  });

  it('does not break out of Markdown', () => {
    const shown = parser(lexer(render('markdown', record)));
    const tags = new Set([...shown.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, tag]) => tag?.toLowerCase()));
    for (const tag of ['script', 'img', 'svg', 'iframe', 'base', 'link', 'style']) expect(tags).not.toContain(tag);
    const links = [...shown.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, link]) => link);
    expect(links.filter((link) => !/^#finding-[0-9a-f]{16}$/.test(link ?? ''))).toEqual([]);
    expect(shown.match(/<h1/g)).toHaveLength(1);
    expect(shown.replace(/<[^>]*>/g, '')).toContain('onerror=window.hostile');
  });

  it('leaves JUnit, SARIF and JSON valid', async () => {
    expect(await problemsOfJunit(render('junit', record))).toEqual([]);
    expect(problemsOfSarif(render('sarif', record))).toEqual([]);
    expect(problemsOfRunJson(render('json', record))).toEqual([]);
    expect(JSON.parse(render('json', record))).toEqual(record);
  });

  it('puts no formula into a spreadsheet', () => {
    const rows = parseCsv(render('csv', record));
    expect(rows).toHaveLength(record.findings.length + 1);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    expect(rows.flat().filter((cell) => /^\s*(?:\\[trn])*\s*[=+\-@]/.test(cell))).toEqual([]);
  });

  it('gives a pipeline no command', () => {
    const lines = renderAnnotations(record).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(10);
    expect(
      lines.filter(
        (line) => !/^::(?:error|warning|notice) ?(?:file=[^,:]*,line=\d+,col=\d+,title=[^,:]*)?::/.test(line),
      ),
    ).toEqual([]);
    expect(lines.filter((line) => UNPRINTABLE.test(line))).toEqual([]);
  });

  it.skipIf(LACKS_BROWSER)('executes nothing on the page, and asks nobody for anything', async () => {
    const reports = await openReportBrowser();
    try {
      const { page, troubles } = await reports.visit(record);
      for (const group of await page.locator('.group > summary').all()) await group.click();
      await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
      await page.getByRole('searchbox').fill('window.hostile');
      await page.getByRole('status').filter({ hasText: ' of ' }).waitFor();
      await page.locator('.matrix .cell.drift').first().click();
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      expect(await page.evaluate(() => Reflect.get(window, 'hostile') as unknown)).toBeUndefined();
      expect(await page.locator('main').textContent()).toContain('<img src=x onerror=window.hostile');
      expect(await page.locator('script').count()).toBe(3);
      expect(await page.locator('img, iframe, link, base, object, embed').count()).toBe(0);
      const links = await page.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
      expect(links.filter((link) => !link.startsWith('#'))).toEqual([]);
      expect(troubles).toEqual([]);
    } finally {
      await reports.close();
    }
  });

  it('prints nothing that controls a terminal while it runs, in a process of its own', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'conform-'));
    try {
      const argv = [
        'run',
        '--fault',
        'answers-with-attacks',
        '--only',
        'getProvisionStatus',
        '--family',
        'conformance',
        '--verbose',
      ];
      const { exitCode, stdout, stderr } = await runConform(argv, { directory });
      expect(exitCode).toBe(1);
      expect(stdout).toContain('body.enum');
      expect(UNPRINTABLE.exec(stdout + stderr)?.[0]).toBeUndefined();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
