import { Agent, request } from 'undici';
import { readNotification, type Notification } from '../../config/config.ts';
import { defined } from '../../core/defined.ts';
import { HarnessError } from '../../core/errors.ts';
import { EXIT, exitCodeOf } from '../../core/exit-codes.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { toHistoryLine } from '../../drift/history.ts';
import { readStanding, writeStanding, compareStanding, compareVerdict, type Standing } from '../../drift/standing.ts';
import { standingFileOf, type RunKind } from '../../drift/target-files.ts';
import { createRedactor } from '../../exchange/redaction.ts';
import type { RunRecord, RunVerdict } from '../../findings/run-record.ts';
import { isSuccess } from '../../exchange/status.ts';
import { buildNotice, type Notice, type Occasion } from './build-notice.ts';

/** The destination of the announcement of a run, and the secrets that it must not contain. */
export interface Announcement {
  readonly reports: string;
  readonly notification: Notification;
  /** Returns the labels of the secrets in a text. */
  readonly findSecrets: (text: string) => readonly string[];
}

/** The help text of `--notify`. */
export const NOTIFY_HELP =
  'a hook that is told when something has changed since the last run (default: NOTIFY_WEBHOOK_URL, which keeps it out of the list of processes)';

/** The option that names the webhook. */
export interface NotifyFlags {
  readonly notify?: string;
}

/** Reads from the configuration which webhook is told; `--notify` takes precedence. */
export function prepareNotification(flags: NotifyFlags & { readonly envFile?: string }): Notification {
  const named = flags.notify?.trim();
  const read = readNotification({
    ...defined({ envFile: flags.envFile }),
    environment: named === undefined ? process.env : { ...process.env, NOTIFY_WEBHOOK_URL: named },
  });
  if (read.ok) return read.value;
  throw new HarnessError('configuration', 'the configuration cannot be used', read.error);
}

/** Makes a function that finds the address of the webhook in a text; a message or report must not contain it. */
export function hookFinder({ webhookUrl }: Notification): (text: string) => readonly string[] {
  const redactor = createRedactor();
  if (webhookUrl !== undefined) redactor.add('NOTIFY_WEBHOOK_URL', webhookUrl);
  return (text) => redactor.hits(text);
}

/**
 * Posts a run to the webhook, if there is one and the run changed something since the last one. Returns warnings instead of
 * failing, since a broken webhook is no verdict on the deployment. What could not be posted is posted with the next run.
 */
export async function announceRun(record: RunRecord, announcement: Announcement): Promise<readonly string[]> {
  const file = standingFileOf(announcement.reports, { ...record.run, target: record.run.target.name });
  const change = compareStanding(readStanding(file), record);
  const { findings, gaps, requests } = toHistoryLine(record);
  return announce(file, announcement, {
    target: record.run.target.name,
    runId: record.run.id,
    exitCode: record.exitCode,
    because: record.because,
    change,
    figures: { findings, gaps, requests },
  });
}

/** A run that ended without a record. */
interface FailedRun extends RunKind {
  readonly runId: string;
}

/**
 * Posts a run that ended without a record, because the target could not be reached or something was left behind. A mistake in
 * the configuration is not posted: only its author needs to know.
 */
export async function announceFailure(
  error: unknown,
  run: FailedRun,
  announcement: Announcement,
): Promise<readonly string[]> {
  if (!(error instanceof HarnessError)) return [];
  const exitCode = exitCodeOf(error.code);
  const verdict = VERDICT_OF_EXIT[exitCode];
  if (verdict === undefined) return [];
  const file = standingFileOf(announcement.reports, run);
  const change = compareVerdict(readStanding(file), { runId: run.runId, verdict });
  return announce(file, announcement, {
    target: run.target,
    runId: run.runId,
    exitCode,
    because: error.message,
    change,
  });
}

const VERDICT_OF_EXIT: Readonly<Record<number, RunVerdict>> = {
  [EXIT.couldNotJudge]: 'could-not-judge',
  [EXIT.leftBehind]: 'left-behind',
};

async function announce(
  file: string,
  { notification, findSecrets }: Announcement,
  occasion: Omit<Occasion, 'reportUrl'>,
): Promise<readonly string[]> {
  const { webhookUrl, reportUrl } = notification;
  const warnings =
    webhookUrl === undefined || !occasion.change.isNews
      ? []
      : await tell(webhookUrl, buildNotice({ ...occasion, ...defined({ reportUrl }) }), findSecrets);
  return warnings.length > 0 ? warnings : remember(file, occasion.change.after);
}

function remember(file: string, standing: Standing): readonly string[] {
  try {
    writeStanding(file, standing);
    return [];
  } catch {
    return [`${file} cannot be written: the next run does not know what this one has told`];
  }
}

async function tell(
  webhookUrl: string,
  notice: Notice,
  findSecrets: (text: string) => readonly string[],
): Promise<readonly string[]> {
  const leaks = findSecrets(JSON.stringify(notice));
  if (leaks.length > 0) return [`nobody was told of this run: the message would have held ${leaks.join(', ')}`];
  const posted = await postNotice(webhookUrl, notice);
  return posted.ok ? [] : [`nobody was told of this run: NOTIFY_WEBHOOK_URL is of no use, ${posted.error}`];
}

/** Prints warnings, which change no exit code, to stderr. */
export function warn(warnings: readonly string[]): void {
  for (const warning of warnings) process.stderr.write(`conform: warning: ${warning}\n`);
}

const TIMEOUT_MS = 10_000;

/**
 * Posts a message to the webhook: the only request to a host other than those of the target. It follows no redirect, sends no
 * header but the type of its body, and does not read the answer. The error never contains the address.
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
    return isSuccess(statusCode) ? ok(undefined) : err(`it answered ${statusCode}`);
  } catch (error) {
    return err(describe(error));
  } finally {
    await agent.destroy();
  }
}

/** Describes an error by its name or code, since its message may quote the address. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'it could not be asked';
  if (error.name === 'TimeoutError') return 'it did not answer in time';
  return 'code' in error ? `no answer (${String(error.code)})` : 'no answer';
}
