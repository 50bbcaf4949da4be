import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { redactAtHand } from './redact-at-hand.ts';

const directory = mkdtempSync(join(tmpdir(), 'redact-'));
const envFile = join(directory, 'target.env');
const fromFile = 'words-in-the-file';
writeFileSync(
  envFile,
  `CP_BASE_URL=http://127.0.0.1:1\nTENANT_BASE_URL=http://{slug}.localhost:1\nPROVISION_SECRET=${fromFile}\n`,
);
afterAll(() => rmSync(directory, { recursive: true }));

describe('redactAtHand', () => {
  it('takes out what the environment holds, even where the configuration is of no use', () => {
    const environment = { CP_ADMIN_BEARER: 'words-of-the-operator' };
    expect(redactAtHand('it was words-of-the-operator', ['run'], environment)).toBe('it was [secret:cpAdminBearer]');
  });

  it.each([[['run', '--env-file', envFile]], [['run', `--env-file=${envFile}`]]])(
    'takes out what the file of %j holds',
    (argv) => {
      expect(redactAtHand(`it was ${fromFile}`, argv, {})).toBe('it was [secret:provisionSecret]');
    },
  );

  it.each([
    [['run', '--notify', 'https://hooks.example.com/T0/B0'], {}],
    [['run', '--notify=https://hooks.example.com/T0/B0'], {}],
    [['run'], { NOTIFY_WEBHOOK_URL: 'https://hooks.example.com/T0/B0' }],
  ])('takes out the address of the hook, from %j and %j', (argv, environment) => {
    expect(redactAtHand('POST https://hooks.example.com/T0/B0 failed', argv, environment)).toBe(
      'POST [secret:NOTIFY_WEBHOOK_URL] failed',
    );
  });

  it('leaves everything else alone', () => {
    expect(redactAtHand('a text', ['run', '--env-file'], { PATH: '/bin' })).toBe('a text');
  });
});
