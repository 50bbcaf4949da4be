import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_FLAGS, prepareRun, type PreparedRun } from '../../lib/cli/run-settings.ts';
import { startDeployment, type Deployment } from '../../lib/embedded/deployment.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { openRun, planRun } from '../../lib/run/open-run.ts';
import { performRun } from '../../lib/run/perform-run.ts';
import { ownInputs } from '../support/run-in-process.ts';
import { startProxy, type Proxy } from '../support/start-proxy.ts';
import { startConform } from './conform-process.ts';

/** No system gives out numbers as high as this. */
const NOBODY = 2 ** 30;
const SHOWS = 'shows each credential at work';
const CREATING = ['tenantCreateWorkspace', 'tenantCreateOrgToken', 'tenantSetGlobalSecret'];

let deployment: Deployment;
let proxy: Proxy;
let directory: string;
let before: ReturnType<Deployment['dumpState']>;
let look: (request: IncomingMessage) => void;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'conform-'));
  deployment = await startDeployment({ bystanders: ['e2e-bystander-b'] });
  look = () => undefined;
  proxy = await startProxy(deployment, (request, answer) => {
    look(request);
    return answer;
  });
  before = deployment.dumpState();
});
afterEach(async () => {
  await proxy.close();
  await deployment.close();
  rmSync(directory, { recursive: true, force: true });
});

/** On a deployment that others use: the run makes orgs of its own, and has to remove them. */
function environment(): Readonly<Record<string, string>> {
  const { ORG_SLUG: _org, OTHER_ORG_SLUG: _other, ...rest } = proxy.environment;
  return { ...rest, TARGET_KIND: 'shared', POLL_INTERVAL_MS: '20' };
}

interface Interrupted {
  /** What came in after the signal, in order. */
  readonly after: readonly string[];
  readonly ended: { readonly code: unknown } | RunRecord;
}

/** The moment of the signal: a text of progress or `cases`, and where `at` is given the first such request from then on. */
interface Moment {
  readonly since?: string;
  readonly at?: (request: IncomingMessage) => boolean;
}

async function interrupt({ since, at }: Moment): Promise<Interrupted> {
  const controller = new AbortController();
  let sentBefore = Infinity;
  let isSince = since === undefined;
  const abort = (): void => {
    if (!controller.signal.aborted) sentBefore = proxy.requests.length;
    controller.abort();
  };
  const reach = (): void => {
    isSince = true;
    if (at === undefined) abort();
  };
  look = (request) => {
    if (isSince && at?.(request) === true) abort();
  };
  const options = {
    ...(await prepare()),
    signal: controller.signal,
    onProgress: (text: string) => {
      if (since !== undefined && text.startsWith(since)) reach();
    },
  };
  const ended = await performRun(options).then(
    ({ record }) => record,
    (error: unknown) => error as { readonly code: unknown },
  );
  expect(controller.signal.aborted).toBe(true);
  return { ended, after: proxy.requests.slice(sentBefore) };
}

async function prepare(): Promise<PreparedRun['options']> {
  const reports = join(directory, 'reports');
  const flags = { ...NO_FLAGS, reports, envFile: '/dev/null', only: CREATING, concurrency: '1' };
  return (await prepareRun(flags, false, { inputs: await ownInputs(), environment: environment() })).options;
}

/** Removes something, shows that it is gone, or is needed for that: the list that it stands in, the token that opens its tenant. */
const REMOVAL =
  /^DELETE |^GET \S*\/(?:orgs\/[^/]+\/instance|admin\/orgs|admin\/orgs\/[^/]+\/admin-token|org\/tokens|workspaces|workspaces\/[^/]+|settings\/secrets)$/;

function othersThanRemovals(requests: readonly string[]): readonly string[] {
  return requests.filter((request) => !REMOVAL.test(request));
}

/** As if its processes had ended just now. */
async function leaveAnEarlierRun(): Promise<void> {
  const { planned } = await openRun(await planRun({ ...(await prepare()), onProgress: () => undefined }));
  const path = join(planned.scope.options.directory, 'ledger.jsonl');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(`"pid":${process.pid}`, `"pid":${NOBODY}`));
}

const isOf = (method: string, path: RegExp) => (request: IncomingMessage) =>
  request.method === method && path.test(request.url ?? '');

describe('a run that is interrupted before it has made anything', () => {
  it.each<readonly [string, Moment]>([
    ['while it looks whether this is the API', { at: () => true }],
    ['while it proves what deriving the rest takes', { at: ({ headers }) => headers.authorization !== undefined }],
    ['at the moment when it begins to derive', { since: 'creates the org under test' }],
  ])('sends nothing more: %s', async (_title, moment) => {
    const { after, ended } = await interrupt(moment);
    expect(ended).toMatchObject({ code: 'interrupted' });
    expect(after).toEqual([]);
  });
});

describe('a run that is interrupted while it removes what an earlier one left', () => {
  it.each<readonly [string, Moment]>([
    ['when it begins', { since: 'removes what run' }],
    ['after the first removal', { at: isOf('DELETE', /./) }],
  ])('sends nothing more, and leaves the rest to the next run: %s', async (_title, moment) => {
    await leaveAnEarlierRun();
    const { after, ended } = await interrupt(moment);
    expect(ended).toMatchObject({ code: 'interrupted' });
    expect(after).toEqual([]);
  });
});

describe('a run that is interrupted while it is prepared', () => {
  it.each<readonly [string, Moment]>([
    ['when its first org has been made', { at: isOf('POST', /orgs$/) }],
    ['while it waits for the instance', { at: isOf('GET', /\/instance$/) }],
    ['while it looks whether the tenant is one', { since: 'looks whether the tenant' }],
    ['when it has made a workspace', { at: isOf('POST', /\/workspaces$/) }],
    ['before it shows its credentials at work', { since: SHOWS }],
    ['when it has shown one of them', { since: SHOWS, at: () => true }],
  ])('sends nothing more but removals: %s', async (_title, moment) => {
    const { after, ended } = await interrupt(moment);
    expect(ended).toMatchObject({ code: 'interrupted' });
    expect(othersThanRemovals(after)).toEqual([]);
    expect(after.some((request) => request.startsWith('DELETE '))).toBe(true);
    expect(deployment.dumpState()).toEqual(before);
  });
});

describe('a run that is interrupted once its credentials are in place', () => {
  it.each<readonly [string, Moment]>([
    ['after the first case', { since: 'cases' }],
    ['in a case that has made something', { since: 'cases', at: isOf('POST', /\/workspaces$/) }],
    ['in a case that is refused', { since: 'cases', at: isOf('POST', /\/org\/tokens$/) }],
    ['while it removes what a case has made', { since: 'cases', at: isOf('DELETE', /./) }],
  ])('sends nothing more but removals, and says so of each case: %s', async (_title, moment) => {
    const { after, ended } = await interrupt(moment);
    expect(ended).toMatchObject({ verdict: 'interrupted', exitCode: 130, leftovers: [] });
    expect(othersThanRemovals(after)).toEqual([]);
    expect(deployment.dumpState()).toEqual(before);
    if (!('gaps' in ended)) throw new Error('a run that had begun with its cases has a record');
    const unsent = ended.gaps.filter(({ rule }) => rule === 'gap.interrupted');
    expect(unsent.filter(({ caseId }) => caseId !== undefined).length).toBeGreaterThan(100);
    expect(ended.gaps.filter(({ rule }) => rule === 'gap.transport')).toEqual([]);
  });
});

describe('conform run, interrupted while the cases are about to be sent', () => {
  it.each([0, 500, 700])(
    'sends nothing more but removals (%i ms after it began to show its credentials)',
    async (pauseMs) => {
      const argv = ['run', '--concurrency', '1', ...CREATING.flatMap((id) => ['--only', id])];
      // So slow that it has not ended by then.
      const run = startConform(argv, { directory, environment: { ...environment(), REQUESTS_PER_SECOND: '40' } });
      await run.waitForError('shows each credential at work');
      await sleep(pauseMs);
      run.child.kill('SIGINT');
      await run.waitForError('once more to stop at once');
      const sentBefore = proxy.requests.length;
      expect((await run.ended).exitCode).toBe(130);
      // The one that was under way when the signal came may be counted late.
      expect(othersThanRemovals(proxy.requests.slice(sentBefore)).length).toBeLessThanOrEqual(1);
      expect(deployment.dumpState()).toEqual(before);
    },
    240_000,
  );
});
