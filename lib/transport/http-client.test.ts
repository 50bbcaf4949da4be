import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../core/clock.ts';
import type { FailureReason, HeaderLine } from '../exchange/exchange.ts';
import { createRedactor, type Redactor } from '../exchange/redaction.ts';
import {
  createHttpClient,
  type ConcreteRequest,
  type HttpClient,
  type HttpClientOptions,
  type SentExchange,
} from './http-client.ts';

const cleanups: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const limits = { maxInFlight: 4, connectTimeoutMs: 2_000, requestTimeoutMs: 5_000, maxBodyBytes: 64 * 1024 };

function clientFor(baseUrl: string, options: Partial<HttpClientOptions> = {}): HttpClient {
  const client = createHttpClient({
    runId: 'run1',
    version: '1.2.3',
    baseUrls: [baseUrl],
    limits,
    redactor: createRedactor(),
    clock: systemClock,
    ...options,
  });
  cleanups.push(() => client.close());
  return client;
}

async function start(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A server that does to each connection what it is told, once the head of a request has come in. */
async function serve(answer: (socket: Socket, request: string) => void): Promise<string> {
  const server = createServer((socket) => {
    let seen = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1');
      const length = Number(/content-length: (\d+)/i.exec(seen)?.[1] ?? 0);
      const end = seen.indexOf('\r\n\r\n');
      if (end < 0 || seen.length < end + 4 + length) return;
      const request = seen;
      seen = '';
      answer(socket, request);
    });
  });
  return `http://127.0.0.1:${await start(server)}`;
}

const answerWith = (text: string | Buffer) => (socket: Socket) => void socket.write(text);
const get = (baseUrl: string, more: Partial<ConcreteRequest> = {}): ConcreteRequest => ({
  baseUrl,
  method: 'GET',
  path: '/thing',
  headers: [],
  ...more,
});

async function failureFrom(
  answer: (socket: Socket) => void,
  more: Partial<ConcreteRequest> = {},
): Promise<FailureReason | number> {
  const baseUrl = await serve(answer);
  return reasonIn(await clientFor(baseUrl).send(get(baseUrl, more)));
}

function reasonIn({ exchange }: SentExchange): FailureReason | number {
  return exchange.outcome.kind === 'failed' ? exchange.outcome.reason : exchange.outcome.status;
}

describe('what is sent', () => {
  it('is the given header lines in order, duplicates too, and nothing that HTTP does not need', async () => {
    let request = '';
    const baseUrl = await serve((socket, text) => {
      request = text;
      socket.write('HTTP/1.1 204 No Content\r\n\r\n');
    });
    const headers: HeaderLine[] = [
      ['X-Twice', 'one'],
      ['authorization', 'Bearer one'],
      ['X-Twice', 'two'],
      ['Authorization', 'Bearer two'],
    ];
    await clientFor(baseUrl).send(
      get(baseUrl, { method: 'patch', path: '/a//b/../c%2Fd?x=1&x=2&y', headers, body: '{"a":1}' }),
    );
    expect(request.split('\r\n')).toEqual([
      'PATCH /a//b/../c%2Fd?x=1&x=2&y HTTP/1.1',
      `host: ${baseUrl.slice('http://'.length)}`,
      'connection: keep-alive',
      'X-Twice: one',
      'authorization: Bearer one',
      'X-Twice: two',
      'Authorization: Bearer two',
      'User-Agent: molecule-conformance/1.2.3 (run run1)',
      'X-Request-Id: run1-1',
      'content-length: 7',
      '',
      '{"a":1}',
    ]);
  });

  it('goes below the path of the base URL', async () => {
    let request = '';
    const baseUrl = await serve((socket, text) => {
      request = text;
      socket.write('HTTP/1.1 204 No Content\r\n\r\n');
    });
    const { exchange } = await clientFor(baseUrl).send(get(`${baseUrl}/below/`));
    expect(request).toMatch(/^GET \/below\/thing HTTP/);
    expect(exchange.request.url).toBe(`${baseUrl}/below/thing`);
  });

  it('goes to this machine for names below localhost, with the name in the Host header', async () => {
    let request = '';
    const port = new URL(
      await serve((socket, text) => {
        request = text;
        socket.write('HTTP/1.1 204 No Content\r\n\r\n');
      }),
    ).port;
    const client = clientFor(`http://{slug}.localhost:${port}`);
    expect(reasonIn(await client.send(get(`http://acme.localhost:${port}`)))).toBe(204);
    expect(request).toContain(`\r\nhost: acme.localhost:${port}\r\n`);
  });
});

describe('what comes back', () => {
  it('is recorded with its header lines as they stood, duplicates too', async () => {
    const baseUrl = await serve(
      answerWith(
        'HTTP/1.1 418 Teapot\r\nX-One: a\r\nx-one: b\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nyes',
      ),
    );
    const { exchange, raw } = await clientFor(baseUrl).send(get(baseUrl));
    expect(exchange).toMatchObject({ requestId: 'run1-1', request: { method: 'GET', url: `${baseUrl}/thing` } });
    expect(exchange.outcome).toEqual({
      kind: 'answered',
      status: 418,
      headers: [
        ['X-One', 'a'],
        ['x-one', 'b'],
        ['Content-Type', 'text/plain'],
        ['Content-Length', '3'],
      ],
      body: { kind: 'text', text: 'yes' },
    });
    expect(raw).toBeUndefined();
  });

  it.each([
    ['{"a":[1,null]}', { kind: 'json', text: '{"a":[1,null]}', value: { a: [1, null] } }],
    ['null', { kind: 'json', text: 'null', value: null }],
    ['<html>', { kind: 'text', text: '<html>' }],
    ['', { kind: 'empty' }],
  ])('has a body of its kind, whatever the content type says: %s', async (text, body) => {
    const baseUrl = await serve(answerWith(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`));
    const { exchange } = await clientFor(baseUrl).send(get(baseUrl));
    expect(exchange.outcome).toMatchObject({ body });
  });

  it('is flagged where bytes are not UTF-8', async () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n';
    const baseUrl = await serve(answerWith(Buffer.concat([Buffer.from(head), Buffer.from([0x22, 0xff, 0x22])])));
    const { exchange } = await clientFor(baseUrl).send(get(baseUrl));
    expect(exchange.outcome).toMatchObject({ body: { kind: 'json', value: '\ufffd', invalidUtf8: true } });
  });

  it('is not followed where it redirects', async () => {
    let requests = 0;
    const baseUrl = await serve((socket) => {
      requests += 1;
      socket.write('HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n');
    });
    expect(reasonIn(await clientFor(baseUrl).send(get(baseUrl)))).toBe(307);
    expect(requests).toBe(1);
  });

  it.each([
    ['gzip', gzipSync('{"a":1}')],
    ['br', brotliCompressSync('{"a":1}')],
    ['br, gzip', gzipSync(brotliCompressSync('{"a":1}'))],
  ])('is decompressed: %s', async (coding, bytes) => {
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${bytes.length}\r\n\r\n`;
    const baseUrl = await serve(answerWith(Buffer.concat([Buffer.from(head), bytes])));
    const { raw } = await clientFor(baseUrl).send(get(baseUrl));
    expect(raw).toEqual({ a: 1 });
  });

  it('is read as it is where it is text that was never compressed, and marked', async () => {
    const baseUrl = await serve(
      answerWith('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\n{"a":1}'),
    );
    const { exchange, raw } = await clientFor(baseUrl).send(get(baseUrl));
    expect([raw, exchange.outcome]).toMatchObject([{ a: 1 }, { body: { kind: 'json', notEncoded: true } }]);
  });

  it('is read to its end when it comes in chunks, and the connection is used again', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.on('data', () =>
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n'),
      );
    });
    const baseUrl = `http://127.0.0.1:${await start(server)}`;
    const client = clientFor(baseUrl);
    for (let count = 0; count < 6; count += 1) expect((await client.send(get(baseUrl))).raw).toEqual([1, 2]);
    expect(connections).toBeLessThanOrEqual(2);
  });

  it('is the final answer, after one that is not', async () => {
    const text = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n';
    expect(await failureFrom(answerWith(text))).toBe(204);
  });
});

describe('why there is no answer', () => {
  const cases: [string, FailureReason, (socket: Socket) => void][] = [
    ['closed before an answer', 'reset', (socket) => socket.end()],
    ['reset before an answer', 'reset', (socket) => socket.resetAndDestroy()],
    ['closed inside the head', 'truncated', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-')],
    ['closed inside the body', 'truncated', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')],
    [
      'closed inside a body that ends the connection',
      'truncated',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\nhalf'),
    ],
    [
      'closed inside the chunks',
      'truncated',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal'),
    ],
    [
      'closed between chunks',
      'truncated',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'),
    ],
    ['no HTTP', 'malformed', answerWith('SSH-2.0-OpenSSH\r\n\r\n')],
    ['a status below 100', 'malformed', answerWith('HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n')],
    ['a status of letters', 'malformed', answerWith('HTTP/1.1 abc Low\r\nContent-Length: 0\r\n\r\n')],
    ['a chunk without a size', 'malformed', answerWith('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n')],
    ['two lengths', 'malformed', answerWith('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab')],
    ['bytes behind the length', 'malformed', answerWith('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore')],
    [
      'a 204 with a length and no body',
      'malformed',
      (socket) => socket.end('HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n'),
    ],
    ['a 204 with bytes behind it', 'malformed', answerWith('HTTP/1.1 204 No Content\r\n\r\nok')],
    [
      'bytes behind the length, then the end',
      'malformed',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nokmore'),
    ],
    [
      'bytes behind the last chunk',
      'malformed',
      answerWith('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nmore'),
    ],
    ['a 204 with a body', 'malformed', answerWith('HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok')],
    [
      'a body that is not what its coding says',
      'malformed',
      answerWith('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x08'),
    ],
    ['a head that never ends', 'oversize', answerWith(`HTTP/1.1 200 OK\r\nX-Long: ${'a'.repeat(70_000)}\r\n\r\n`)],
    [
      'a body above the limit',
      'oversize',
      answerWith(`HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n${'a'.repeat(70_000)}`),
    ],
  ];
  it.each(cases)('%s: %s', async (_title, reason, answer) => {
    expect(await failureFrom(answer)).toBe(reason);
  });

  it('is the limit when a small body grows on decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`;
    expect(await failureFrom(answerWith(Buffer.concat([Buffer.from(head), bomb])))).toBe('oversize');
  });

  it.each([
    ['nothing comes', () => undefined],
    ['the body stops coming', answerWith('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')],
  ])('is the deadline: %s', async (_title, answer) => {
    expect(await failureFrom(answer, { timeoutMs: 150 })).toBe('timeout');
  });

  it('is a deadline of its own while all connections are taken', async () => {
    const baseUrl = await serve(() => undefined);
    const client = clientFor(baseUrl, { limits: { ...limits, maxInFlight: 1 } });
    const reasons = await Promise.all([0, 1].map(() => client.send(get(baseUrl, { timeoutMs: 150 }))));
    expect(reasons.map(reasonIn)).toEqual(['timeout', 'timeout']);
  });

  it('is that nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await new Promise((resolve) => server.close(resolve));
    const sent = await clientFor(baseUrl).send(get(baseUrl));
    expect(sent.exchange.outcome).toEqual({
      kind: 'failed',
      reason: 'refused',
      detail: 'no connection could be made (ECONNREFUSED)',
    });
  });

  it('is a name that does not resolve', async () => {
    const baseUrl = 'http://no-such-host.invalid';
    expect(reasonIn(await clientFor(baseUrl).send(get(baseUrl)))).toBe('dns');
  });

  it('is what undici will not send', async () => {
    const baseUrl = await serve(answerWith('HTTP/1.1 204 No Content\r\n\r\n'));
    const client = clientFor(baseUrl);
    expect(reasonIn(await client.send(get(baseUrl, { headers: [['X-Bad', 'a\r\nb']] })))).toBe('blocked');
    expect(reasonIn(await client.send(get(baseUrl, { path: '/a b' })))).toBe('blocked');
  });
});

describe('what is never sent', () => {
  it('goes to a host that is not part of the target', async () => {
    const client = clientFor('https://{slug}.example.com');
    for (const baseUrl of [
      'https://example.com',
      'https://a.b.example.com',
      'http://acme.example.com',
      'https://acme.example.org',
      'nowhere',
    ]) {
      expect(reasonIn(await client.send(get(baseUrl)))).toBe('blocked');
    }
  });

  it('is a credential over plain http to another machine', async () => {
    const redactor = createRedactor();
    const secret = 'k7'.repeat(12);
    redactor.add('orgApiKey', secret);
    const client = clientFor('http://api.invalid', { redactor });
    const base = get('http://api.invalid');
    expect(reasonIn(await client.send({ ...base, headers: [['Authorization', 'Bearer x']] }))).toBe('blocked');
    expect(reasonIn(await client.send({ ...base, headers: [['X-Other', secret]] }))).toBe('blocked');
    expect(reasonIn(await client.send({ ...base, path: `/?key=${secret}` }))).toBe('blocked');
    expect(reasonIn(await client.send(base))).toBe('dns');
  });

  it('is a path that would name another host', async () => {
    const client = clientFor('http://127.0.0.1:1');
    expect(reasonIn(await client.send(get('http://127.0.0.1:1', { path: 'http://other.example/' })))).toBe('blocked');
  });
});

describe('what is recorded', () => {
  const secret = 'q9Zx/+"'.repeat(4);
  const minted = 'm4'.repeat(10);

  function knowing(): Redactor {
    const redactor = createRedactor();
    redactor.add('orgApiKey', secret);
    return redactor;
  }

  it('holds no secret that was sent or given out, while `raw` does', async () => {
    const body = JSON.stringify({ auth_token: minted, seen: secret, id: 'ws-1' });
    const baseUrl = await serve(
      answerWith(
        `HTTP/1.1 200 OK\r\nX-Echo: ${minted}\r\nSet-Cookie: mcp_session=${'s5'.repeat(10)}; Path=/\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      ),
    );
    const redactor = knowing();
    const headers: HeaderLine[] = [['Authorization', `Bearer ${secret}`]];
    const path = `/thing?key=${encodeURIComponent(secret)}`;
    const sent = await clientFor(baseUrl, { redactor }).send(
      get(baseUrl, { method: 'POST', path, headers, body: JSON.stringify([secret]) }),
    );
    const text = JSON.stringify(sent);
    for (const value of [secret, minted, 's5'.repeat(10), encodeURIComponent(secret)])
      expect(text).not.toContain(value);
    expect(sent.exchange.request).toMatchObject({
      url: `${baseUrl}/thing?key=[secret:orgApiKey]`,
      body: '["[secret:orgApiKey]"]',
    });
    expect(sent.exchange.outcome).toMatchObject({
      body: { value: { auth_token: '[secret:minted auth_token]', seen: '[secret:orgApiKey]', id: 'ws-1' } },
    });
    expect(sent.raw).toMatchObject({ auth_token: minted, id: 'ws-1' });
    expect(Object.keys(sent)).toEqual(['exchange']);
    expect(redactor.redact(minted)).toBe('[secret:minted auth_token]');
  });

  it('stays JSON where a secret stands there as a number', async () => {
    const digits = '42'.repeat(6);
    const redactor = createRedactor();
    redactor.add('pin', digits);
    const body = `{"a":${digits}}`;
    const baseUrl = await serve(answerWith(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`));
    const { exchange } = await clientFor(baseUrl, { redactor }).send(get(baseUrl));
    expect(exchange.outcome).toMatchObject({ body: { kind: 'json', value: { a: '[secret:pin]' } } });
  });

  it('has a request id of its own each time', async () => {
    const baseUrl = await serve(answerWith('HTTP/1.1 204 No Content\r\n\r\n'));
    const client = clientFor(baseUrl);
    const sent = await Promise.all([1, 2, 3].map(() => client.send(get(baseUrl))));
    expect(sent.map(({ exchange }) => exchange.requestId)).toEqual(['run1-1', 'run1-2', 'run1-3']);
  });
});

describe('TLS', () => {
  const certificate = makeCertificate();

  it.skipIf(certificate === undefined)(
    'is not trusted when it is self-signed, unless its certificate is configured',
    async () => {
      const server = createHttpsServer({ key: certificate?.key, cert: certificate?.cert }, (_request, response) =>
        response.end('{}'),
      );
      const baseUrl = `https://acme.localhost:${await start(server)}`;
      const distrusting = clientFor(baseUrl);
      expect(reasonIn(await distrusting.send(get(baseUrl)))).toBe('tls');
      const trusting = clientFor(baseUrl, { tlsCa: certificate?.cert ?? '' });
      expect(reasonIn(await trusting.send(get(baseUrl)))).toBe(200);
      const otherName = baseUrl.replace('acme.', 'other.');
      expect(reasonIn(await clientFor(otherName, { tlsCa: certificate?.cert ?? '' }).send(get(otherName)))).toBe('tls');
    },
  );

  it('is missed where plain http answers', async () => {
    const server = createServer((socket) =>
      socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).on('error', () => undefined),
    );
    const baseUrl = `https://127.0.0.1:${await start(server)}`;
    expect(reasonIn(await clientFor(baseUrl).send(get(baseUrl)))).toBe('tls');
  });
});

/** A key and a certificate for acme.localhost, made by openssl where it is installed: Node cannot make certificates. */
function makeCertificate(): { readonly key: string; readonly cert: string } | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'certificate-'));
  const key = join(directory, 'key.pem');
  const cert = join(directory, 'cert.pem');
  try {
    const names = 'subjectAltName=DNS:acme.localhost';
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=acme.localhost',
        '-addext',
        names,
        '-keyout',
        key,
        '-out',
        cert,
      ],
      { stdio: 'ignore' },
    );
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } catch {
    return undefined;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
