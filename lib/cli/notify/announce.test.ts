import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCase, testFinding, testRecord, testRun } from '../../../tests/support/test-record.ts';
import { HarnessError } from '../../core/errors.ts';
import type { RunRecord } from '../../findings/run-record.ts';
import {
  announceFailure,
  announceRun,
  hookFinder,
  postNotice,
  prepareNotification,
  type Announcement,
} from './announce.ts';
import type { Notice } from './build-notice.ts';

const PATH = '/services/T000/B000/words-that-nobody-may-see';

let posts: { readonly headers: IncomingMessage['headers']; readonly body: Notice }[];
let answer: (response: ServerResponse) => void;
let reports: string;

const server = createServer((incoming, response) => {
  void text(incoming).then((body) => {
    posts.push({ headers: incoming.headers, body: JSON.parse(body) as Notice });
    answer(response);
  });
});

beforeEach(async () => {
  posts = [];
  answer = (response) => response.writeHead(200).end('ok');
  reports = mkdtempSync(join(tmpdir(), 'notify-'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  rmSync(reports, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function url(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`;
}

function announcement(changes: Partial<Announcement> = {}): Announcement {
  const notification = { webhookUrl: url(), reportUrl: 'https://ci.example.com/1' };
  return { reports, notification, findSecrets: hookFinder(notification), ...changes };
}

/** A run that judged the probe of a, and found it or not. */
function runThatFinds(isFound: boolean, because = 'a reason'): RunRecord {
  const found = { verdict: 'drift', exitCode: 1, findings: [testFinding('a')] } as const;
  const cases = [testCase('case-a', isFound ? 'failed' : 'passed')];
  return testRecord({ verdict: 'conforms', ...(isFound ? found : {}), cases, because });
}

describe('announceRun', () => {
  it('speaks when something is new, is silent while it stays, and speaks when it is gone', async () => {
    const told: number[] = [];
    for (const isFound of [false, true, true, false, false]) {
      expect(await announceRun(runThatFinds(isFound), announcement())).toEqual([]);
      told.push(posts.length);
    }
    expect(told).toEqual([0, 1, 1, 2, 2]);
    expect(posts[0]?.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(posts[0]?.headers['authorization']).toBeUndefined();
    expect(posts.map(({ body }) => [body.verdictBefore, body.verdict, body.counts.new, body.counts.gone])).toEqual([
      ['conforms', 'drift', 1, 0],
      ['drift', 'conforms', 0, 1],
    ]);
    expect(posts[0]?.body.text).toContain('<https://ci.example.com/1|Report>');
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ['refuses', (response) => response.writeHead(403).end(), 'it answered 403'],
    ['redirects', (response) => response.writeHead(302, { location: url() }).end(), 'it answered 302'],
    ['hangs up', (response) => response.destroy(), 'no answer'],
  ])('warns, without the address, where the hook %s, and tries again with the next run', async (_, misbehave, said) => {
    const proper = answer;
    answer = misbehave;
    const [warning = '', ...others] = await announceRun(runThatFinds(true), announcement());
    expect(others).toEqual([]);
    expect(warning).toContain(said);
    expect(warning).not.toContain('words-that-nobody-may-see');
    expect(posts).toHaveLength(1);
    answer = proper;
    expect(await announceRun(runThatFinds(true), announcement())).toEqual([]);
    expect(posts).toHaveLength(2);
  });

  it('sends nothing that holds a secret', async () => {
    const findSecrets = (sent: string): readonly string[] => (sent.includes('the-bearer') ? ['cpAdminBearer'] : []);
    const warnings = await announceRun(runThatFinds(true, 'it said the-bearer'), announcement({ findSecrets }));
    expect(warnings).toEqual(['nobody was told of this run: the message would have held cpAdminBearer']);
    expect(posts).toEqual([]);
  });

  it('sends nothing without a hook, and still remembers what it knows', async () => {
    expect(await announceRun(runThatFinds(true), announcement({ notification: {} }))).toEqual([]);
    expect(await announceRun(runThatFinds(true), announcement())).toEqual([]);
    expect(posts).toEqual([]);
  });

  it('writes the address nowhere', async () => {
    await announceRun(runThatFinds(true), announcement());
    const folder = join(reports, 'history');
    const [name = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, name), 'utf8')).not.toContain(PATH);
    expect(JSON.stringify(posts[0]?.body)).not.toContain(PATH);
  });
});

describe('announceFailure', () => {
  const run = { target: 'staging', runId: 'r2', profile: testRun().profile, selection: [] };

  it('tells once that the target could not be reached', async () => {
    const error = new HarnessError('unreachable', 'no connection to <https://evil.example|staging>');
    expect(await announceFailure(error, run, announcement())).toEqual([]);
    expect(await announceFailure(error, run, announcement())).toEqual([]);
    expect(posts).toHaveLength(1);
    expect(posts[0]?.body).toMatchObject({ verdict: 'could-not-judge', exitCode: 3, target: 'staging' });
    expect(posts[0]?.body.text).toContain('`no connection to &lt;https://evil.example|staging&gt;`');
  });

  it.each([new HarnessError('configuration', 'a mistake'), new Error('a bug')])(
    'leaves %s to its author',
    async (error) => {
      expect(await announceFailure(error, run, announcement())).toEqual([]);
      expect(posts).toEqual([]);
    },
  );
});

describe('prepareNotification', () => {
  it('says what is wrong with an address without repeating it', () => {
    const address = 'ftp://hooks.example.com/words';
    expect(() => prepareNotification({ notify: address })).toThrow(
      expect.objectContaining({ code: 'configuration', details: [expect.not.stringContaining('words')] }) as Error,
    );
    expect(prepareNotification({ notify: url() }).webhookUrl).toBe(url());
  });
});

describe('postNotice', () => {
  it('waits no longer than it may', async () => {
    answer = () => undefined;
    expect(await postNotice(url(), {} as Notice, 50)).toEqual({ ok: false, error: 'it did not answer in time' });
  });
});
