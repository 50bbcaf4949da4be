import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { har } from '../../lib/reporters/har.ts';
import { checkInProcess, summariseFindings, type CheckedInProcess } from '../support/test-check.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { startConform, type ConformProcess } from './conform-process.ts';

const BINARY = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
const FAULTS = ['wraps-org-list', 'accepts-anonymous-on-pin-list', 'lists-org-keys-in-plaintext'];
const STORED = 'w8'.repeat(14);

// Where a pipeline runs this, a missing browser is a fault of the pipeline.
describe.skipIf(BINARY === undefined && process.env['CI'] === undefined)(
  'conform check with what a browser recorded (skipped where no chromium is installed)',
  () => {
    const directory = mkdtempSync(join(tmpdir(), 'conform-recorded-'));
    let served: ConformProcess;
    let recording: string;
    let secrets: readonly string[];
    let configured: CheckedInProcess;
    let bare: CheckedInProcess;

    beforeAll(async () => {
      const faults = FAULTS.flatMap((id) => ['--fault', id]);
      served = startConform(['serve', ...faults, '--write-env', 'serve.env'], { directory });
      await served.waitFor('conform run --env-file');
      const envFile = join(directory, 'serve.env');
      const variables = parse(readFileSync(envFile));
      const minted = await record(variables, join(directory, 'traffic.har'));
      secrets = [variables['OWNER_SESSION'] ?? '', variables['CP_ADMIN_BEARER'] ?? '', minted, STORED];
      recording = readFileSync(join(directory, 'traffic.har'), 'utf8');
      configured = await checkInProcess(recording, ['--env-file', envFile]);
      bare = await checkInProcess(recording);
    }, 240_000);

    afterAll(async () => {
      served.child.kill('SIGTERM');
      await served.ended;
      rmSync(directory, { recursive: true });
    });

    it('reports exactly the drifts that it shows, and ends with 1', () => {
      expect(configured.exitCode).toBe(1);
      expect(summariseFindings(configured.record)).toEqual([
        'auth.anonymous-accepted | adminListThinAmi | access | anonymous',
        'body.type | listOrgs | body 200 /',
        'secret.returned | tenantListOrgTokens | body /tokens/*/auth_token',
      ]);
    });

    it('reports the same without configuration', () => {
      expect(bare.exitCode).toBe(1);
      expect(summariseFindings(bare.record)).toEqual(summariseFindings(configured.record));
    });

    it('counts what it did not judge, with the reason', () => {
      const notes = bare.record.notes.join('\n');
      expect(notes).toContain('nothing was sent');
      expect(notes).toMatch(/not judged: 1 × another host \(cdn\.example\)/);
      expect(notes).toMatch(/not judged: 2 × a page, a script, an image/);
    });

    it('writes and prints none of the secrets that are in it', () => {
      for (const secret of secrets) {
        expect(recording).toContain(secret);
        for (const { stdout, written } of [configured, bare])
          for (const text of [stdout, ...Object.values(written)]) expect(text).not.toContain(secret);
      }
    });

    it('has the fingerprints of a run', async () => {
      const operations = bare.record.findings.map(({ operationId }) => operationId);
      const { record: live } = await runInProcess({
        only: operations,
        family: ['conformance', 'tier-matrix'],
        fault: FAULTS,
      });
      const known = live.findings.map(({ fingerprint }) => fingerprint);
      for (const { fingerprint } of bare.record.findings) expect(known).toContain(fingerprint);
    });
  },
);

describe('conform check with the archive of a run', () => {
  it('reports the findings of the run', async () => {
    const fault = ['wraps-org-list', 'accepts-anonymous-on-pin-list'];
    const only = ['listOrgs', 'adminListThinAmi'];
    const { record } = await runInProcess({ only, family: ['conformance', 'tier-matrix'], fault });
    const checked = await checkInProcess(har.render(record));
    expect(checked.record.findings.map(({ fingerprint }) => fingerprint).sort()).toEqual(
      record.findings.map(({ fingerprint }) => fingerprint).sort(),
    );
    expect(summariseFindings(checked.record)).toEqual(summariseFindings(record));
  });
});

/** Somebody at work in a browser: pages of both services that call the API, and tools that call it beside them. */
async function record(variables: Readonly<Record<string, string>>, file: string): Promise<string> {
  const cp = variables['CP_BASE_URL'] ?? '';
  const tenant = (variables['TENANT_BASE_URL'] ?? '').replace('{slug}', 'acme');
  const browser = await chromium.launch({ executablePath: BINARY, args: ['--no-sandbox', '--disable-gpu'] });
  const context = await browser.newContext({ recordHar: { path: file, content: 'embed', mode: 'full' } });
  const page = await context.newPage();
  await page.route('https://cdn.example/**', (route) => route.fulfill({ contentType: 'image/png', body: 'png' }));

  // The deployment has no pages of its own.
  for (const address of [`${cp}/dashboard`, `${tenant}/console`])
    await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: '<title>at work</title>' }));
  await page.goto(`${cp}/dashboard`);
  await page.evaluate(() => fetch('https://cdn.example/pixel.png', { mode: 'no-cors' }));
  // Not signed in yet: refused, but for the list that falls open.
  await callFrom(page, ['/api/v1/orgs', '/api/v1/admin/thin-ami/promote', '/api/v1/orgs/acme/instance']);
  await context.addCookies([{ name: 'mcp_session', value: variables['OWNER_SESSION'] ?? '', url: cp }]);
  await callFrom(page, [
    '/api/v1/orgs',
    '/api/v1/orgs/acme',
    '/api/v1/orgs/no-such-org',
    '/api/v1/billing/invoices?slug=acme',
  ]);
  const asOperator = { Authorization: `Bearer ${variables['CP_ADMIN_BEARER']}` };
  await callFrom(page, ['/api/v1/admin/orgs', '/api/v1/admin/tenants/acme/diagnostics'], asOperator);

  const token = (await (
    await context.request.get(`${cp}/api/v1/admin/orgs/acme/admin-token`, { headers: asOperator })
  ).json()) as { readonly admin_token: string };
  const routed = { Authorization: `Bearer ${token.admin_token}`, 'X-Molecule-Org-Slug': 'acme' };
  await page.goto(`${tenant}/console`);
  await context.addCookies([{ name: 'theme', value: 'acme-dark', url: tenant }]);
  const made = await page.evaluate(
    async ([headers, stored]) => {
      const json = { ...headers, 'Content-Type': 'application/json' };
      await fetch('/settings/secrets', {
        method: 'PUT',
        headers: json,
        body: JSON.stringify({ key: 'A_KEY', value: stored }),
      });
      const answer = await fetch('/org/tokens', {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ name: 'recorded' }),
      });
      return (await answer.json()) as { readonly auth_token: string };
    },
    [routed, STORED] as const,
  );
  await callFrom(page, ['/org/tokens', '/workspaces', '/settings/secrets', '/templates'], routed);
  await context.close();
  await browser.close();
  return made.auth_token;
}

async function callFrom(
  page: Page,
  paths: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  await page.evaluate(
    async ([all, sent]) => {
      for (const path of all) await (await fetch(path, { headers: sent })).text();
    },
    [paths, headers] as const,
  );
}
