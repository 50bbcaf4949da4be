import { z } from 'zod';
import { defined } from '../core/defined.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { HeaderLine } from './exchange.ts';
import { locateJsonError } from './locate-json-error.ts';

/** The body of a recorded answer: none, a text, bytes, or missing from the recording. */
type RecordedBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string; readonly declaredSize: number }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'missing' };

/** A request and its answer as a tool recorded them, with their secrets: to be redacted before anything is kept. */
export interface HarEntry {
  /** Index in `log.entries`. */
  readonly index: number;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: readonly HeaderLine[];
  readonly requestBody?: string;
  /** 0 if there was no answer. */
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: RecordedBody;
  readonly isFromCache: boolean;
  /** Only in an archive that a run has written: the case that the request was sent for. */
  readonly caseId?: string;
}

/** The parts of an HTTP Archive that are used. */
export interface HarTraffic {
  /** The name of the program that recorded it. */
  readonly creator: string;
  readonly entries: readonly HarEntry[];
}

/** The most entries that are read from one archive. */
const MOST_HAR_ENTRIES = 100_000;

/**
 * Parses an HTTP Archive (HAR 1.2). Members that some tools leave out may be missing, except those that are needed to judge.
 * Problems name the place (`log.entries[3].request.url`) but never its value, which may be a secret.
 */
export function parseHar(text: string): Result<HarTraffic, readonly string[]> {
  // RFC 8259, section 8.1: a byte order mark may be ignored.
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (json.trim() === '') return err(['the file is empty']);
  const value = parseJson(json);
  if (!value.ok) return value;
  const version = versionSchema.safeParse(value.value);
  if (!version.success) return err(['log: is missing, so this is no HTTP Archive']);
  const { log } = version.data;
  if (typeof log.version !== 'string' || !/^1\.[12]$/.test(log.version))
    return err([`log.version: must be "1.2" (or "1.1"), the versions that can be read`]);
  if (!Array.isArray(log.entries)) return err(['log.entries: must be a list']);
  if (log.entries.length > MOST_HAR_ENTRIES)
    return err([
      `log.entries: has ${log.entries.length} entries, more than the ${MOST_HAR_ENTRIES} that are read at once`,
    ]);
  return parseEntries(log.entries, creatorOf(log.creator));
}

const versionSchema = z.object({
  log: z.object({ version: z.unknown().optional(), creator: z.unknown().optional(), entries: z.unknown().optional() }),
});

const MOST_PROBLEMS = 5;

function parseEntries(list: readonly unknown[], creator: string): Result<HarTraffic, readonly string[]> {
  const entries: HarEntry[] = [];
  const problems: string[] = [];
  for (const [index, item] of list.entries()) {
    const parsed = entrySchema.safeParse(item);
    if (parsed.success) entries.push(toEntry(index, parsed.data));
    else
      for (const issue of parsed.error.issues)
        problems.push(`log.entries[${index}]${renderPath(issue.path)}: ${describeIssue(issue)}`);
    if (problems.length >= MOST_PROBLEMS) break;
  }
  return problems.length > 0 ? err(problems.slice(0, MOST_PROBLEMS)) : ok({ creator, entries });
}

const pairs = z.array(z.object({ name: z.string(), value: z.string() }));
const milliseconds = z.number().optional().catch(undefined);

const entrySchema = z.object({
  startedDateTime: z.string().optional().catch(undefined),
  time: milliseconds,
  request: z.object({
    method: z.string().min(1),
    url: z.string().min(1),
    headers: pairs,
    cookies: pairs.optional().catch(undefined),
    postData: z
      .object({
        text: z.string().optional(),
        params: z.array(z.object({ name: z.string(), value: z.string().optional() })).optional(),
      })
      .nullish(),
  }),
  response: z.object({
    status: z.int(),
    headers: pairs,
    content: z
      .object({
        size: z.number().optional().catch(undefined),
        mimeType: z.string().optional().catch(undefined),
        text: z.string().optional(),
        encoding: z.string().optional().catch(undefined),
      })
      .nullish(),
    bodySize: z.number().optional().catch(undefined),
  }),

  _fromCache: z.unknown().optional(),
  _caseId: z.string().optional().catch(undefined),
});

type ParsedEntry = z.infer<typeof entrySchema>;

function toEntry(index: number, entry: ParsedEntry): HarEntry {
  const { request, response } = entry;
  const requestBody = requestBodyOf(request);
  return {
    index,
    startedAtMs: Number.isNaN(Date.parse(entry.startedDateTime ?? '')) ? 0 : Date.parse(entry.startedDateTime ?? ''),
    durationMs: Math.max(0, Math.round(entry.time ?? 0)),
    method: request.method.toUpperCase(),
    url: request.url,
    requestHeaders: withCookies(linesOf(request.headers), request.cookies ?? []),
    ...defined({ requestBody }),
    status: Math.max(0, response.status),
    headers: withMediaType(linesOf(response.headers), response.content?.mimeType),
    // No answer to HEAD has a body; some tools note the size that one to GET would have (RFC 9110, section 9.3.2).
    body: request.method.toUpperCase() === 'HEAD' ? { kind: 'none' } : bodyOf(response),
    isFromCache: typeof entry._fromCache === 'string',
    ...defined({ caseId: entry._caseId }),
  };
}

/** Converts headers, without the pseudo-headers of HTTP/2 that begin with a colon (RFC 9113, section 8.3). */
function linesOf(headers: z.infer<typeof pairs>): readonly HeaderLine[] {
  return headers
    .filter(({ name }) => name !== '' && !name.startsWith(':'))
    .map(({ name, value }) => [name, value] as const);
}

/** Adds a `Cookie` header if a tool recorded the cookies only in their own list. */
function withCookies(headers: readonly HeaderLine[], cookies: z.infer<typeof pairs>): readonly HeaderLine[] {
  if (cookies.length === 0 || headers.some(([name]) => name.toLowerCase() === 'cookie')) return headers;
  return [...headers, ['Cookie', cookies.map(({ name, value }) => `${name}=${value}`).join('; ')]];
}

/** Adds a `Content-Type` header if no header was recorded, since `content` has the media type too. */
function withMediaType(headers: readonly HeaderLine[], mimeType: string | undefined): readonly HeaderLine[] {
  if (headers.length > 0 || mimeType === undefined || !mimeType.includes('/')) return headers;
  return mimeType === 'x-unknown' ? headers : [['Content-Type', mimeType]];
}

function requestBodyOf({ postData }: ParsedEntry['request']): string | undefined {
  if (postData?.text !== undefined) return postData.text;
  if (postData?.params === undefined || postData.params.length === 0) return undefined;
  return new URLSearchParams(postData.params.map(({ name, value }) => [name, value ?? ''])).toString();
}

const NO_BODY: ReadonlySet<number> = new Set([204, 304]);

function bodyOf({ status, content, bodySize }: ParsedEntry['response']): RecordedBody {
  const text = content?.text;
  if (text === undefined || text === '') {
    const isKnownEmpty = NO_BODY.has(status) || content?.size === 0 || (content?.size === undefined && bodySize === 0);
    return isKnownEmpty || (text === '' && (content?.size ?? 0) <= 0) ? { kind: 'none' } : { kind: 'missing' };
  }
  if (content?.encoding?.toLowerCase() === 'base64') return { kind: 'bytes', bytes: Buffer.from(text, 'base64') };
  return { kind: 'text', text, declaredSize: content?.size ?? -1 };
}

function creatorOf(value: unknown): string {
  const parsed = z.object({ name: z.string() }).safeParse(value);
  return parsed.success ? parsed.data.name : 'an unnamed tool';
}

function parseJson(text: string): Result<unknown, readonly string[]> {
  try {
    return ok(JSON.parse(text));
  } catch {
    // The engine's own message quotes the text, which may hold a secret.
    const { line, column } = locateJsonError(text);
    return err([`${line}:${column}: is not JSON from here on`]);
  }
}

function renderPath(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `is missing, or not of the type ${issue.expected}`;
  return issue.code === 'too_small' ? 'is empty' : 'is not what HAR 1.2 says';
}
