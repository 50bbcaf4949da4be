import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDeployment, type Deployment } from '../../lib/embedded/deployment.ts';
import { runRemotely } from '../support/run-in-process.ts';
import { startProxy, type Answer, type ChangeAnswer } from '../support/start-proxy.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.close());

/** Has what was removed spoken of in another way: a second removal, and every read that names it. */
function speakOfRemoved(say: (answer: Answer, isRead: boolean) => Answer): ChangeAnswer {
  const removed = new Set<string>();
  return ({ method, url = '' }, answer) => {
    const parts = new URL(url, 'http://target.example').pathname.split('/');
    if (method === 'DELETE' && answer.status < 300) removed.add(parts.at(-1) ?? '');
    const isAboutRemoved = answer.status === 404 && parts.some((part) => removed.has(part));
    return isAboutRemoved && (method === 'DELETE' || method === 'GET') ? say(answer, method === 'GET') : answer;
  };
}

describe('a deployment that remembers what it has removed', () => {
  it.each<readonly [string, ChangeAnswer]>([
    ['answers 410', speakOfRemoved((answer) => ({ ...answer, status: 410 }))],
    [
      'shows it with a removed state, and answers 410 to a second removal',
      speakOfRemoved((answer, isRead) =>
        isRead ? { ...answer, status: 200, body: '{"status":"removed"}' } : { ...answer, status: 410 },
      ),
    ],
  ])('is left with nothing, where it %s', async (_title, change) => {
    const proxy = await startProxy(deployment, change);
    try {
      const { ORG_SLUG: _org, OTHER_ORG_SLUG: _other, ...environment } = proxy.environment;
      const only = ['createOrg', 'adminCreateOrg', 'tenantCreateWorkspace', 'tenantDeleteWorkspace'];
      const before = deployment.dumpState();
      const record = await runRemotely(
        { ...environment, TARGET_KIND: 'shared', POLL_INTERVAL_MS: '20' },
        { only, family: ['conformance'] },
      );
      expect(record.leftovers).toEqual([]);
      expect(record.exitCode).not.toBe(4);
      expect(record.requests.removals).toBeGreaterThan(0);
      expect(deployment.dumpState()).toEqual(before);
    } finally {
      await proxy.close();
    }
  });
});
