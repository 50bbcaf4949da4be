import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { html } from '../../lib/reporters/html.tsx';
import { buildFinding, buildRecord } from '../support/test-record.ts';
import {
  LACKS_BROWSER,
  openReportBrowser,
  type ReportBrowser,
  type Visit,
  type VisitOptions,
} from '../support/report-browser.ts';
import { buildFullRecord, buildUsualRecord, makeFindings, makeHostile } from './html-report-records.ts';

const MEGABYTE = 1_000_000;
const BREACH = 'fedcba9876543210';
const MISSING = '0123456789abcdef';

describe.skipIf(LACKS_BROWSER)('report.html (skipped where no chromium is installed)', () => {
  let reports: ReportBrowser;

  beforeAll(async () => {
    reports = await openReportBrowser();
  });
  afterEach(() => reports.closePages());
  afterAll(() => reports.close());

  const visit = (record: RunRecord, options?: VisitOptions): Promise<Visit> => reports.visit(record, options);
  const tallyOf = (page: Page): Promise<string | null> => page.getByRole('status').textContent();
  const searchFor = (page: Page, words: string): Promise<void> => page.getByRole('searchbox').fill(words);
  const focusedName = (page: Page): Promise<string | null | undefined> =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  const waitForTally = async (page: Page, text: string | RegExp): Promise<void> =>
    page.getByRole('status').filter({ hasText: text }).waitFor();

  it('says verdict, reason, exit code and what is new before anything else', async () => {
    const { page, troubles } = await visit(buildFullRecord());
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Drift');
    const banner = (await page.locator('.verdict').textContent()) ?? '';
    expect(banner).toContain('2 findings at or above major');
    expect(banner).toContain('exit code 1');
    expect(await page.locator('#changes .causes li').allTextContents()).toEqual([
      'criticalA protected operation answers without a credential (status) getOrg, called with no credential: 200, the same answer as for the owner',
    ]);
    expect(await page.locator('#changes .acceptances').textContent()).toContain(
      'Gone: the probe was sent again and found nothing (1)',
    );
    expect(troubles).toEqual([]);
  });

  it('narrows the findings down, says how many are left and keeps the choice in the address', async () => {
    const { page, troubles } = await visit(buildFullRecord());
    expect(await tallyOf(page)).toBe('2 findings');
    await page.getByRole('button', { name: 'critical 1' }).click();
    await waitForTally(page, '1 of 2 findings');
    await page.getByLabel('Who has to change').selectOption('either');
    await waitForTally(page, 'None of 2 findings fits.');
    await page.waitForFunction(() => location.hash === '#severity=critical&responsible=either');
    await page.getByRole('button', { name: 'Clear' }).click();
    await waitForTally(page, /^2 findings$/);
    await searchFor(page, 'MISSING required');
    await waitForTally(page, '1 of 2 findings');
    await page.waitForFunction(() => location.hash === '#q=MISSING+required');
    expect(troubles).toEqual([]);
  });

  it('shows what a link with choices shows', async () => {
    const { page } = await visit(buildFullRecord(), { hash: '#state=known&severity=major' });
    await waitForTally(page, '1 of 2 findings');
    expect(await page.getByLabel('State').inputValue()).toBe('known');
    expect(await page.getByRole('button', { name: 'major 1' }).getAttribute('aria-pressed')).toBe('true');
  });

  it('leads to one finding, open and in focus, with all that is known of it', async () => {
    const { page } = await visit(buildFullRecord(), { hash: `#finding=${BREACH}` });
    const finding = page.locator(`[data-finding="${BREACH}"]`);
    await finding.filter({ hasText: 'HTTP 200' }).waitFor();
    await page.waitForFunction(
      (fingerprint) => document.activeElement?.getAttribute('data-finding') === fingerprint,
      BREACH,
    );
    const text = (await finding.textContent()) ?? '';
    for (const part of [
      'spec/management.yaml:142:9',
      'Anybody who knows the name of an org can read it.',
      'the service',
      'auth.anonymous-accepted',
      'curl -sS -i',
      BREACH,
    ]) {
      expect(text).toContain(part);
    }
  });

  it('says so where a link names a finding that the report does not have', async () => {
    const { page } = await visit(buildFullRecord(), { hash: '#finding=0000000000000000' });
    await page.getByText('This report does not have the finding 0000000000000000').waitFor();
  });

  it('finds what a link leads to although a choice hides it, or it stands among hundreds of occurrences', async () => {
    const hidden = await visit(buildFullRecord(), { hash: `#severity=critical&finding=${MISSING}` });
    await hidden.page.waitForFunction(
      (fingerprint) => document.activeElement?.getAttribute('data-finding') === fingerprint,
      MISSING,
    );
    const findings = Array.from({ length: 300 }, (_, index) =>
      buildFinding({ fingerprint: `f${index}`, operationId: `operation${index}` }),
    );
    const finding = buildFinding({ occurrences: findings.flatMap(({ occurrences }) => occurrences) });
    const last = await visit(buildRecord({ findings: [finding] }), { hash: '#finding=f299' });
    await last.page.waitForFunction(() => document.activeElement?.getAttribute('data-finding') === 'f299');
  });

  it('copies the command that reproduces a finding', async () => {
    const { page } = await visit(buildFullRecord(), { hash: `#finding=${BREACH}` });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page
      .locator(`[data-finding="${BREACH}"]`)
      .getByRole('button', { name: 'Copy the command that reproduces it' })
      .click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `curl -sS -i -X GET "$CP_BASE_URL"'/api/v1/orgs/'"$ORG_SLUG"`,
    );
  });

  it('moves through the matrix by arrow keys, with one stop of the Tab key', async () => {
    const { page } = await visit(buildUsualRecord());
    expect(await page.locator('.matrix [tabindex="0"]').count()).toBe(1);
    await page.locator('.matrix [tabindex="0"]').focus();
    expect(await focusedName(page)).toContain('operation0, no credential');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    expect(await focusedName(page)).toContain('operation1, session of the owner');
    await page.keyboard.press('End');
    expect(await focusedName(page)).toContain('operation1, garbage bearer');
    await page.keyboard.press('ArrowRight');
    expect(await focusedName(page)).toContain('operation1, garbage bearer');
    await page.keyboard.press('Control+Home');
    expect(await focusedName(page)).toContain('operation0, no credential');
    expect(await page.locator('.matrix [tabindex="0"]').count()).toBe(1);
  });

  it('opens what a cell rests on, and returns to the cell on Escape', async () => {
    const { page, troubles } = await visit(buildFullRecord());
    const cell = page.getByRole('button', { name: /^getOrg, no credential: drift, accepted 200/ });
    await cell.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'getOrg called with no credential' });
    await dialog.waitFor();
    const text = (await dialog.textContent()) ?? '';
    for (const part of [
      'refused',
      'accepted 200',
      'getOrg.tier-matrix.anonymous',
      'curl -sS',
      'ways-around/way-4',
      'HTTP 200',
    ])
      expect(text).toContain(part);
    await page.waitForFunction(() => location.hash === '#cell=getOrg%2Fanonymous');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await focusedName(page)).toContain('getOrg, no credential');
    await page.waitForFunction(() => location.hash === '');
    expect(troubles).toEqual([]);
  });

  it('goes from a cell to its finding', async () => {
    const { page } = await visit(buildFullRecord(), { hash: '#cell=getOrg/anonymous' });
    await page
      .getByRole('dialog')
      .getByRole('link', { name: 'A protected operation answers without a credential' })
      .click();
    await page.waitForFunction(
      (fingerprint) => document.activeElement?.getAttribute('data-finding') === fingerprint,
      BREACH,
    );
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('says which finding a cell follows from that has none of its own', async () => {
    const record = buildFullRecord();
    const matrix = record.matrix.map((cell) =>
      cell.tier === 'org-key' ? { ...cell, verdict: 'drift' as const, followsFrom: BREACH } : cell,
    );
    const { page } = await visit({ ...record, matrix }, { hash: '#cell=getOrg/org-key' });
    const text = (await page.getByRole('dialog').textContent()) ?? '';
    expect(text).toContain('Follows fromcritical A protected operation answers without a credential');
    expect(text).toContain('npx conform run --only getOrg --profile gate --seed 1');
  });

  it('shows only the rows that drift where that is chosen', async () => {
    const { page } = await visit({
      ...buildUsualRecord(),
      matrix: [...buildUsualRecord().matrix.filter((each) => each.variant === undefined), ...buildRecord().matrix],
    });
    expect(await page.locator('.matrix tbody tr').count()).toBe(59);
    await page.getByLabel('only rows that drift').check();
    expect(await page.locator('.matrix tbody th').allTextContents()).toEqual(['getOrg']);
  });

  it('sorts the operations', async () => {
    const { page } = await visit(buildUsualRecord());
    const first = (): Promise<string | null> => page.locator('.operations tbody th').first().textContent();
    await page.getByRole('button', { name: 'Operation', exact: true }).click();
    expect(await first()).toContain('operation0');
    await page.getByRole('button', { name: 'Operation', exact: true }).click();
    expect(await first()).toContain('operation9');
    expect(await page.locator('th[aria-sort="descending"]').textContent()).toBe('Operation');
  });

  it('follows the system into the dark, can be switched and remembers it', async () => {
    const { page } = await visit(buildFullRecord(), { dark: true });
    const back = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await back();
    const button = page.locator('#theme');
    expect(await button.textContent()).toBe('Light mode');
    await button.click();
    expect(await button.textContent()).toBe('Dark mode');
    const light = await back();
    expect(light).not.toBe(dark);
    await page.reload();
    await page.waitForSelector('html[data-ready]');
    expect(await back()).toBe(light);
    expect(await button.textContent()).toBe('Dark mode');
  });

  it.each([false, true])('has no fault that axe knows of (dark: %s)', async (dark) => {
    const { page } = await visit(buildFullRecord(), { dark, hash: `#finding=${MISSING}` });
    await page.waitForFunction(
      (fingerprint) => document.activeElement?.getAttribute('data-finding') === fingerprint,
      MISSING,
    );
    const faultsOf = async (): Promise<readonly string[]> =>
      (await new AxeBuilder({ page }).analyze()).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`,
      );
    expect(await faultsOf()).toEqual([]);
    await page.getByRole('button', { name: /^getOrg, no credential/ }).click();
    await page.getByRole('dialog').waitFor();
    expect(await faultsOf()).toEqual([]);
  });

  it.each([400, 1280])('fits a width of %s pixels', async (width) => {
    const { page } = await visit(buildUsualRecord(), { width });
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  it('opens everything on paper', async () => {
    const { page } = await visit(buildFullRecord());
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await page.locator('details:not([open])').count()).toBe(0);
    expect(await page.getByText('Why it matters').first().isVisible()).toBe(true);
    expect(await page.getByRole('searchbox').isVisible()).toBe(false);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await page.locator('.group[open]').count()).toBe(0);
  });

  it('executes nothing of a record that is hostile in every text, and asks nobody for anything', async () => {
    const record = makeHostile(buildFullRecord());
    const { page, troubles } = await visit(record);
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
    await page.locator('.matrix .cell.drift').first().click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await searchFor(page, '<script>');
    await page.locator('select[name="operation"]').selectOption({ index: 1 });
    await page.locator('#changes .causes a').first().click();
    await page.locator('.anchored.linked').first().waitFor();
    expect(await page.locator('script').count()).toBe(3);
    expect(await page.locator('img, iframe, link, base, object, embed, style').count()).toBe(1);
    const links = await page.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
    expect(links.filter((link) => !link.startsWith('#'))).toEqual([]);
    const odd = await page.evaluate(() =>
      [...document.querySelectorAll('*')]
        .flatMap((each) => each.getAttributeNames())
        .filter((name) => name.startsWith('on')),
    );
    expect(odd).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it('shows hidden characters instead of obeying them', () => {
    expect(html.render(makeHostile(buildFullRecord()))).not.toMatch(/[^\n\P{Cc}]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });

  it('stays below two megabytes for a run of the usual size', () => {
    expect(html.render(buildUsualRecord()).length).toBeLessThan(2 * MEGABYTE);
  });

  it('stays small and can be searched where it shows the worst of ten thousand findings', async () => {
    const record = { ...buildUsualRecord(), findings: makeFindings(10_000) };
    expect(html.render(record).length).toBeLessThan(6 * MEGABYTE);
    const { page, troubles } = await visit(record);
    expect(await tallyOf(page)).toBe('4,000 findings');
    expect(await page.locator('.group').count()).toBe(50);
    // What is drawn depends on what is shown, not on how much there is.
    const drawn = (): Promise<number> => page.locator('#findings *').count();
    expect(await drawn()).toBeLessThan(5_000);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('page 2 of 80').waitFor();
    expect(await drawn()).toBeLessThan(5_000);
    await searchFor(page, 'member3711');
    await waitForTally(page, '1 of 4,000 findings');
    expect(await page.locator('.group').textContent()).toContain('it is missing for the 3711th time');
    const linked = await visit(record, { hash: `#finding=${(3_999).toString(16).padStart(16, '0')}` });
    await linked.page.getByText('page 80 of 80').waitFor();
    expect(troubles).toEqual([]);
  });
});
