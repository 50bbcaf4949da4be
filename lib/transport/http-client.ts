import { defined } from '../core/defined.ts';
import { lookup as lookupHost } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import { Pool } from 'undici';
import type { Clock } from '../core/clock.ts';
import type { JsonValue } from '../core/json.ts';
import type { Answer, Exchange, Failure, HeaderLine } from '../exchange/exchange.ts';
import type { Redactor } from '../exchange/redaction.ts';
import { compileAllowedOrigins, parseBaseUrl, refusalOf } from './request-gate.ts';
import { failed, failureOf } from './failure.ts';
import { isLocalhostName } from '../config/loopback.ts';
import { type BodyText, learnHeaders, readBodyText, seeBody } from './read-body.ts';
import { createWireTap, type WireRecord } from './wire-tap.ts';

/** A request with nothing left to fill in. `path` begins with a slash and goes out as it stands, query and all. */
export interface ConcreteRequest {
  readonly baseUrl: string;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly HeaderLine[];
  readonly body?: string;
  readonly timeoutMs?: number;
}

/** The record of a call, and the JSON of the answer with its secrets still in it: for binding values, never for keeping. */
export interface SentExchange {
  readonly exchange: Exchange;
  readonly raw?: JsonValue;
}

interface HttpClientLimits {
  readonly maxInFlight: number;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly maxBodyBytes: number;
}

export interface HttpClientOptions {
  readonly runId: string;
  readonly version: string;
  /** Base URLs that may be called, with `{slug}` where the name of an org belongs. */
  readonly baseUrls: readonly string[];
  readonly limits: HttpClientLimits;
  readonly redactor: Redactor;
  readonly clock: Clock;
  /** Certificates in PEM to trust besides those that Node brings along. */
  readonly tlsCa?: string;
}

/** Sends requests over the network. Follows no redirect, repeats nothing, and never throws for what a target does. */
export interface HttpClient {
  send(request: ConcreteRequest): Promise<SentExchange>;
  /** Waits for what is under way, then closes every connection. */
  close(): Promise<void>;
}

interface Received {
  readonly kind: 'received';
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: BodyText;
}

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const pools = new Map<string, Pool>();
  const underWay = new Set<Promise<unknown>>();
  const tap = createWireTap();
  const isAllowed = compileAllowedOrigins(options.baseUrls);
  let counter = 0;
  let isClosed = false;

  const poolFor = (origin: string): Pool => {
    const pool = pools.get(origin) ?? createPool(origin, options);
    pools.set(origin, pool);
    return pool;
  };

  const receive = async (request: ConcreteRequest, headers: readonly HeaderLine[], requestId: string) => {
    const base = parseBaseUrl(request.baseUrl);
    if (base === undefined) return failed('blocked', 'the base URL is not a URL');
    const refusal = refusalOf(request, base, { isAllowed, redactor: options.redactor });
    if (refusal !== undefined) return refusal;
    const record = tap.watch(requestId);
    try {
      return await exchangeBytes(
        poolFor(base.origin),
        { ...request, headers, path: base.prefix + request.path },
        record,
        options,
      );
    } finally {
      tap.forget(requestId);
    }
  };

  const send = async (request: ConcreteRequest): Promise<SentExchange> => {
    counter += 1;
    const requestId = `${options.runId}-${counter}`;
    const headers: readonly HeaderLine[] = [
      ...request.headers,
      ['User-Agent', `molecule-conformance/${options.version} (run ${options.runId})`],
      ['X-Request-Id', requestId],
    ];
    const startedAtMs = options.clock.nowMs();
    const startMs = options.clock.monotonicMs();
    const received = await receive(request, headers, requestId);
    const durationMs = Math.round(options.clock.monotonicMs() - startMs);
    const { outcome, raw } = recordOutcome(received, options.redactor);
    const exchange = {
      requestId,
      startedAtMs,
      durationMs,
      request: recordRequest(request, headers, options.redactor),
      outcome,
    };
    return raw === undefined ? { exchange } : withHiddenRaw(exchange, raw);
  };

  return {
    send(request) {
      if (isClosed) throw new Error('the HTTP client is closed');
      const sending = send(request);
      underWay.add(sending);
      void sending.finally(() => underWay.delete(sending)).catch(() => undefined);
      return sending;
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(underWay);
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
      tap.close();
    },
  };
}

function createPool(origin: string, { limits, tlsCa }: HttpClientOptions): Pool {
  return new Pool(origin, {
    connections: limits.maxInFlight,
    pipelining: 1,
    allowH2: false,
    maxResponseSize: limits.maxBodyBytes,
    connect: {
      timeout: limits.connectTimeoutMs,
      lookup: lookupAddress,
      rejectUnauthorized: true,
      ...(tlsCa === undefined ? {} : { ca: [...rootCertificates, tlsCa] }),
    },
  });
}

/** `*.localhost` is this machine, whatever the resolver of the system makes of it. */
const lookupAddress: LookupFunction = (hostname, options, callback) => {
  if (!isLocalhostName(hostname)) {
    lookupHost(hostname, options, callback);
    return;
  }
  const address = '127.0.0.1';
  if (options.all === true) callback(null, [{ address, family: 4 }]);
  else callback(null, address, 4);
};

async function exchangeBytes(
  pool: Pool,
  request: ConcreteRequest,
  record: WireRecord,
  options: HttpClientOptions,
): Promise<Received | Failure> {
  const timeoutMs = request.timeoutMs ?? options.limits.requestTimeoutMs;
  const deadline = startDeadline(timeoutMs);
  let status: number | undefined;
  try {
    const method = request.method.toUpperCase();
    const answering = pool.request({
      // undici sends every method that is a token; its type lists only the usual ones.
      method,
      path: request.path,
      headers: request.headers.flat(),
      body: request.body ?? null,
      signal: deadline.signal,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      responseHeaders: 'raw',
    });
    // A request that waits for a connection does not hear its signal: the race does.
    const answer = await Promise.race([answering, deadline.passed]);
    status = answer.statusCode;
    // With `responseHeaders: 'raw'` undici gives names and values in turn, as they came.
    const headers = pairUp(answer.headers as unknown as readonly string[]);
    const bytes = await collect(answer.body);
    if (record.hasSurplus(method, status, headers)) {
      return failed('malformed', 'more bytes came than the answer says it is long');
    }
    const body = await readBodyText(bytes, headers, options.limits.maxBodyBytes);
    return body.ok ? { kind: 'received', status, headers, body: body.value } : body.error;
  } catch (error) {
    if (deadline.signal.aborted) return failed('timeout', `no complete answer within ${timeoutMs} ms`);
    return failureOf(error, { hasBytes: record.hasBytes, ...defined({ status }) });
  } finally {
    deadline.stop();
  }
}

function startDeadline(timeoutMs: number) {
  const controller = new AbortController();
  const passed = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(new Error('deadline')), { once: true });
  });
  passed.catch(() => undefined);
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  return { signal: controller.signal, passed, stop: () => clearTimeout(timer) };
}

async function collect(body: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // A body without an encoding yields buffers.
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function pairUp(flat: readonly string[]): readonly HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) lines.push([flat[index] ?? '', flat[index + 1] ?? '']);
  return lines;
}

function recordOutcome(
  received: Received | Failure,
  redactor: Redactor,
): { outcome: Answer | Failure; raw?: JsonValue } {
  if (received.kind === 'failed') return { outcome: { ...received, detail: redactor.redact(received.detail) } };
  learnHeaders(received.headers, redactor);
  const { seen, raw } = seeBody(received.body, redactor);
  const headers = redactor.redactHeaders(received.headers);
  return {
    outcome: { kind: 'answered', status: received.status, headers, body: seen },
    ...defined({ raw }),
  };
}

function recordRequest(
  request: ConcreteRequest,
  headers: readonly HeaderLine[],
  redactor: Redactor,
): Exchange['request'] {
  const base = parseBaseUrl(request.baseUrl);
  const url = base === undefined ? request.path : base.origin + base.prefix + request.path;
  return {
    method: request.method.toUpperCase(),
    url: redactor.redact(url),
    headers: redactor.redactHeaders(headers),
    ...(request.body === undefined ? {} : { body: redactor.redact(request.body) }),
  };
}

/** Makes `raw` not enumerable, so that it is left out where the object is printed or stored as a whole. */
function withHiddenRaw(exchange: Exchange, raw: JsonValue): SentExchange {
  return Object.defineProperty({ exchange }, 'raw', { value: raw, enumerable: false });
}
