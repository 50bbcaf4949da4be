import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../lib/findings/finding.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { html } from '../../lib/reporters/html.tsx';
import { LACKS_BROWSER, openReportBrowser, type ReportBrowser } from '../support/report-browser.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { TWELVE_FAULTS, TWELVE_OPERATIONS } from '../support/twelve-faults.ts';

const TWO_MEGABYTES = 2_000_000;

describe.skipIf(LACKS_BROWSER)(
  'report.html of a run with twelve faults (skipped where no chromium is installed)',
  () => {
    let reports: ReportBrowser;
    let record: RunRecord;

    beforeAll(async () => {
      reports = await openReportBrowser();
      ({ record } = await runInProcess({ fault: TWELVE_FAULTS, only: TWELVE_OPERATIONS }));
    }, 180_000);
    afterEach(() => reports.closePages());
    afterAll(() => reports.close());

    const tally = (page: Page, text: string | RegExp): Promise<void> =>
      page.getByRole('status').filter({ hasText: text }).waitFor();
    const found = (rule: string): Finding => {
      const finding = record.findings.find((each) => each.rule === rule);
      if (finding === undefined) throw new Error(`the run has no finding of ${rule}`);
      return finding;
    };

    it('shows twelve findings, narrows them down, and keeps the choice in the address', async () => {
      const { page, troubles } = await reports.visit(record);
      await tally(page, /^12 findings$/);
      expect(await page.locator('#changes .causes li').count()).toBe(12);
      await page.getByRole('button', { name: 'critical 2' }).click();
      await tally(page, '2 of 12 findings');
      await page.getByRole('searchbox').fill('auth_token');
      await tally(page, '1 of 12 findings');
      await page.waitForFunction(() => location.hash === '#severity=critical&q=auth_token');
      expect(troubles).toEqual([]);
    });

    it('leads by a link to one finding: the clause, the part of the answer, the owner, and two commands', async () => {
      const finding = found('body.type');
      const { page } = await reports.visit(record, { hash: `#finding=${finding.fingerprint}` });
      const shown = page.locator(`[data-finding="${finding.fingerprint}"]`);
      await shown.filter({ hasText: 'HTTP 200' }).waitFor();
      await page.waitForFunction(
        (fingerprint) => document.activeElement?.getAttribute('data-finding') === fingerprint,
        finding.fingerprint,
      );
      const { file, line } = finding.clause.position;
      expect(await shown.getByLabel('Quoted from the contract').textContent()).toContain('type: integer');
      expect(await shown.getByLabel('Part of the answer').textContent()).toBe('HTTP 200, /tier: "two"');
      const text = (await shown.textContent()) ?? '';
      for (const part of [
        `${file}:${line}`,
        finding.why,
        'somebody has to decide',
        '$TENANT_BASE_URL',
        finding.fingerprint,
      ])
        expect(text.replaceAll('${TENANT_BASE_URL', '$TENANT_BASE_URL')).toContain(part);
      expect(text).toContain('npx conform run --only tenantGetWorkspace --family');
    });

    it('leads by the keyboard from a drifting cell to the finding that it follows from', async () => {
      const cause = found('auth.invalid-accepted');
      const follower = record.matrix.find(
        ({ followsFrom, variant }) =>
          cause.occurrences.some(({ fingerprint }) => fingerprint === followsFrom) && variant === undefined,
      );
      const { page } = await reports.visit(record, { hash: `#cell=${follower?.operationId}/${follower?.tier}` });
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      expect(await dialog.textContent()).toContain('Follows from');
      await dialog.getByRole('link', { name: 'A credential that is not valid is accepted' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForFunction(
        (fingerprint) => document.activeElement?.getAttribute('data-finding') === fingerprint,
        cause.fingerprint,
      );
      expect(await page.getByRole('dialog').count()).toBe(0);
    });

    it.each([
      { width: 1280, dark: false },
      { width: 400, dark: true },
    ])('has no fault that axe knows of, and fits $width pixels (dark: $dark)', async ({ width, dark }) => {
      const { fingerprint } = found('ops.error-leak');
      const { page, troubles } = await reports.visit(record, { width, dark, hash: `#finding=${fingerprint}` });
      await page.locator(`[data-finding="${fingerprint}"]`).filter({ hasText: 'HTTP 404' }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
      expect(troubles).toEqual([]);
    });

    it('prints with everything open and nothing to click', async () => {
      const { page } = await reports.visit(record);
      await page.emulateMedia({ media: 'print' });
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      expect(await page.locator('.group:not([open]), #operations details:not([open])').count()).toBe(0);
      expect(await page.getByText('Why it matters').filter({ visible: true }).count()).toBe(12);
      expect(await page.getByRole('searchbox').isVisible()).toBe(false);
      expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString('latin1')).toBe('%PDF-');
    });

    it('stays below two megabytes', () => {
      expect(html.render(record).length).toBeLessThan(TWO_MEGABYTES);
    });
  },
);
