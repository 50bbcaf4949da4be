import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../support/make-certificate.ts';
import { runConform, type Ended } from './conform-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'conform-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** `conform run` of one operation against a target at this address. */
function runAgainst(
  protocol: 'http' | 'https',
  port: number,
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const environment = {
    CP_BASE_URL: `${protocol}://127.0.0.1:${port}`,
    TENANT_BASE_URL: `${protocol}://{slug}.localhost:${port}`,
    CP_ADMIN_BEARER: 'words-of-the-operator',
    ...more,
  };
  return runConform(['run', '--only', 'adminListOrgs'], { directory, environment });
}

async function withTlsServer<T>(use: (port: number, certFile: string) => Promise<T>): Promise<T> {
  const server = createServer(makeCertificate(directory), (_request, response) => {
    response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"no"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    // A server that listens on TCP has an address and a port.
    return await use((server.address() as AddressInfo).port, join(directory, 'cert.pem'));
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}

describe('conform run against a target that is not there', () => {
  it('ends with exit code 3 and one sentence', async () => {
    const { exitCode, stdout, stderr } = await runAgainst('http', 9);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain(
      'conform: cannot reach http://127.0.0.1:9: the connection is refused (no connection could be made (ECONNREFUSED))\n  check CP_BASE_URL',
    );
  });
});

describe('conform run against a target whose certificate nobody has signed', () => {
  it('ends with exit code 3 and says so, and sends nothing', async () => {
    const { exitCode, stdout, stderr } = await withTlsServer((port) => runAgainst('https', port));
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toMatch(/conform: cannot reach https:\/\/127\.0\.0\.1:\d+: its TLS certificate is not trusted \(/);
    expect(stderr).toContain('set TLS_CA_FILE');
  });

  it('goes on where TLS_CA_FILE names it', async () => {
    const { stderr } = await withTlsServer((port, certFile) => runAgainst('https', port, { TLS_CA_FILE: certFile }));
    expect(stderr).not.toContain('cannot reach');
  });
});
