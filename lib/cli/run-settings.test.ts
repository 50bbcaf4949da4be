import { describe, expect, it } from 'vitest';
import { defined } from '../core/defined.ts';
import { DEFAULT_FILES, readInputs } from '../setup/read-inputs.ts';
import { NO_FLAGS, prepareRun, type RunFlags } from './run-settings.ts';

const FLAGS: RunFlags = { ...NO_FLAGS, envFile: '/dev/null' };

async function paceWith(rps: string | undefined): Promise<number> {
  const environment = {
    CP_BASE_URL: 'https://cp.example.com',
    TENANT_BASE_URL: 'https://{slug}.example.com',
    CP_ADMIN_BEARER: 'words-of-the-operator',
    REQUESTS_PER_SECOND: '3',
  };
  const inputs = await readInputs(DEFAULT_FILES, false);
  const { options } = await prepareRun({ ...FLAGS, ...defined({ rps }) }, false, {
    inputs,
    environment,
  });
  return options.config.limits.requestsPerSecond;
}

describe('--rps', () => {
  it('takes the place of REQUESTS_PER_SECOND', async () => {
    expect(await paceWith(undefined)).toBe(3);
    expect(await paceWith('0.5')).toBe(0.5);
    expect(await paceWith('0')).toBe(0);
  });

  it.each(['fast', '-1', '10001', ''])('does not take "%s"', async (text) => {
    await expect(paceWith(text)).rejects.toThrow(`--rps takes a number from 0 (no limit) to 10000, not "${text}"`);
  });
});

describe('--edition', () => {
  it('is for the embedded deployment only', async () => {
    const environment = {
      CP_BASE_URL: 'https://cp.example.com',
      TENANT_BASE_URL: 'https://{slug}.example.com',
      CP_ADMIN_BEARER: 'words-of-the-operator',
    };
    const inputs = await readInputs(DEFAULT_FILES, false);
    const prepared = prepareRun({ ...FLAGS, edition: 'observed' }, false, { inputs, environment });
    await expect(prepared).rejects.toThrow(
      '--edition works only with the embedded deployment, and a target is configured',
    );
  });
});

describe('what a run is narrowed to', () => {
  it.each<[Partial<RunFlags>, string]>([
    [{ only: ['getOrg', 'getOgr'] }, '--only "getOgr" names no operation of spec/management.yaml; near it: '],
    [{ only: ['cp-*', 'nope*'] }, '--only "nope*" names no operation of spec/management.yaml; near it: '],
    [{ tier: ['org-key', '*nope*'] }, 'there is no tier "*nope*"; there are '],
    [{ family: ['route'] }, 'there is no family "route"; there are '],
  ])('has to be there: %j', async (flags, message) => {
    const inputs = await readInputs(DEFAULT_FILES, false);
    await expect(prepareRun({ ...FLAGS, ...flags }, false, { inputs })).rejects.toThrow(message);
  });
});
