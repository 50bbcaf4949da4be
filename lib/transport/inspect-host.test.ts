import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { inspectHost } from './inspect-host.ts';

const options = { timeoutMs: 5000, clock: { monotonicMs: () => 0 } };
const servers: Server[] = [];

function start(server: Server): Promise<number> {
  servers.push(server);
  return new Promise((resolve) => {
    // A server that listens on a port has an address object.
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

describe('inspectHost', () => {
  it('reaches a host of plain http, and sends it nothing', async () => {
    const received: Buffer[] = [];
    const port = await start(
      createServer((socket) => socket.on('data', (bytes) => received.push(bytes)).on('error', () => undefined)),
    );
    const report = await inspectHost(`http://acme.localhost:${port}`, options);
    expect(report).toEqual({ state: 'reached', addresses: ['127.0.0.1'], connectMs: 0 });
    expect(received).toEqual([]);
  });

  it('says that a name leads nowhere', async () => {
    expect(await inspectHost('https://conform.invalid', options)).toMatchObject({
      state: 'unresolved',
      detail: expect.stringContaining('could not be resolved') as string,
    });
  });

  it('says that nobody listens', async () => {
    const port = await start(createServer());
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await inspectHost(`http://127.0.0.1:${port}`, options)).toEqual({
      state: 'unconnected',
      addresses: ['127.0.0.1'],
      detail: 'no connection could be made (ECONNREFUSED)',
    });
  });

  it('says that plain http answers where TLS is expected', async () => {
    const port = await start(
      createServer((socket) =>
        socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).on('error', () => undefined),
      ),
    );
    expect(await inspectHost(`https://127.0.0.1:${port}`, options)).toMatchObject({ state: 'untrusted' });
  });

  it('gives up on a host that says nothing, and closes the connection', async () => {
    let closed: Promise<unknown> = Promise.reject(new Error('nobody came'));
    closed.catch(() => undefined);
    const server = createServer((socket) => {
      closed = once(socket.resume(), 'close');
      socket.on('error', () => undefined);
    });
    const report = await inspectHost(`https://127.0.0.1:${await start(server)}`, { ...options, timeoutMs: 500 });
    expect(report).toMatchObject({ state: 'untrusted', detail: 'nothing happened within 500 ms' });
    await closed;
  });
});

describe('the certificate', () => {
  const certificate = makeCertificate();
  const serve = (): Promise<number> => start(createHttpsServer({ key: certificate?.key, cert: certificate?.cert }));

  it.skipIf(certificate === undefined)('is reported where it is trusted', async () => {
    const report = await inspectHost(`https://acme.localhost:${await serve()}`, {
      ...options,
      tlsCa: certificate?.cert ?? '',
    });
    expect(report).toMatchObject({
      state: 'reached',
      certificate: { issuer: 'An Authority', protocol: 'TLSv1.3', expiresAtMs: expect.any(Number) as number },
    });
  });

  it.skipIf(certificate === undefined)('is not trusted when it is self-signed, or for another name', async () => {
    const port = await serve();
    expect(await inspectHost(`https://acme.localhost:${port}`, options)).toMatchObject({
      state: 'untrusted',
      detail: expect.stringContaining('SELF_SIGNED') as string,
    });
    expect(
      await inspectHost(`https://other.localhost:${port}`, { ...options, tlsCa: certificate?.cert ?? '' }),
    ).toMatchObject({
      state: 'untrusted',
      detail: expect.stringContaining('ALTNAME') as string,
    });
  });
});

/** A key and a certificate for acme.localhost, made by openssl where it is installed: Node cannot make certificates. */
function makeCertificate(): { readonly key: string; readonly cert: string } | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const subject = ['-subj', '/O=An Authority/CN=acme.localhost', '-addext', 'subjectAltName=DNS:acme.localhost'];
  try {
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, '-keyout', key, '-out', cert],
      { stdio: 'ignore' },
    );
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } catch {
    return undefined;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
