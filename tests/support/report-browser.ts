import { defined } from '../../lib/core/defined.ts';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { html } from '../../lib/reporters/html.tsx';

const BINARY = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

/** Where a pipeline runs this, a missing browser is a fault of the pipeline. */
export const LACKS_BROWSER = BINARY === undefined && process.env['CI'] === undefined;

export interface Visit {
  readonly page: Page;
  /** What a page must not do: messages in the console, errors, dialogs, requests beyond its own file. */
  readonly troubles: readonly string[];
}

export interface VisitOptions {
  readonly hash?: string;
  readonly dark?: boolean;
  readonly width?: number;
}

/** A browser that opens reports from disk, as somebody would who was sent one. */
export interface ReportBrowser {
  visit(record: RunRecord, options?: VisitOptions): Promise<Visit>;
  closePages(): Promise<void>;
  close(): Promise<void>;
}

export async function openReportBrowser(): Promise<ReportBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'conform-html-'));
  const browser: Browser = await chromium.launch({
    ...defined({ executablePath: BINARY }),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const contexts: BrowserContext[] = [];
  return {
    visit: async (record, { hash = '', dark = false, width = 1280 } = {}) => {
      const file = join(folder, 'report.html');
      writeFileSync(file, html.render(record));
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme: dark ? 'dark' : 'light',
      });
      contexts.push(context);
      const page = await context.newPage();
      const address = pathToFileURL(file).href;
      const troubles = watch(page, address);
      await page.goto(`${address}${hash}`);
      await page.waitForSelector('html[data-ready]');
      return { page, troubles };
    },
    closePages: async () => {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
    },
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function watch(page: Page, address: string): readonly string[] {
  const troubles: string[] = [];
  page.on('console', (message) => troubles.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address) troubles.push(`request: ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return troubles;
}
