import { Agent, request } from 'undici';
import { err, ok, type Result } from '../../core/result.ts';
import type { Notice } from './build-notice.ts';

const TIMEOUT_MS = 10_000;

/**
 * Posts a message to a hook: the one request that goes to another host than those of the target. It follows no redirect, sends
 * no header but the type of its body, and reads none of the answer. What is said of a failure never has the address in it.
 */
export async function postNotice(url: string, notice: Notice, timeoutMs = TIMEOUT_MS): Promise<Result<void, string>> {
  const agent = new Agent({ connect: { timeout: timeoutMs } });
  try {
    const { statusCode } = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(notice),
      signal: AbortSignal.timeout(timeoutMs),
      dispatcher: agent,
    });
    return statusCode >= 200 && statusCode < 300 ? ok(undefined) : err(`it answered ${statusCode}`);
  } catch (error) {
    return err(describe(error));
  } finally {
    await agent.destroy();
  }
}

/** Messages of errors may quote the address; names and codes do not. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'it could not be asked';
  if (error.name === 'TimeoutError') return 'it did not answer in time';
  return 'code' in error ? `no answer (${String(error.code)})` : 'no answer';
}
