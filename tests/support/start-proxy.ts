import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Deployment } from '../../lib/embedded/deployment.ts';

export interface Proxy {
  /** The configuration of the deployment, with the proxy in its place. */
  readonly environment: Readonly<Record<string, string>>;
  /** What has come in so far: `GET /api/v1/orgs`. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Makes another answer of one. */
export type ChangeAnswer = (request: IncomingMessage, answer: Answer) => Answer;

export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

/** Stands before a deployment: counts what comes in, and may change what goes out. */
export async function startProxy(deployment: Deployment, change?: ChangeAnswer): Promise<Proxy> {
  const requests: string[] = [];
  const fronts = await Promise.all(
    [deployment.cpBaseUrl, deployment.tenantBaseUrl.replace('{slug}', 'any')].map((url) =>
      startFront(Number(new URL(url).port), requests, change ?? ((_, answer) => answer)),
    ),
  );
  const [cp, tenant] = fronts.map(({ port }) => port);
  return {
    environment: {
      ...deployment.environment,
      CP_BASE_URL: `http://127.0.0.1:${cp}`,
      TENANT_BASE_URL: `http://{slug}.localhost:${tenant}`,
      REQUESTS_PER_SECOND: '0',
    },
    requests,
    close: async () => void (await Promise.all(fronts.map((front) => front.close()))),
  };
}

async function startFront(
  to: number,
  requests: string[],
  change: ChangeAnswer,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    requests.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
    pass(incoming, to)
      .then((answer) => {
        const { status, headers, body } = change(incoming, answer);
        const isWithout = status === 204 || status === 304;
        outgoing.writeHead(status, { ...headers, ...(isWithout ? {} : { 'content-length': Buffer.byteLength(body) }) });
        outgoing.end(isWithout ? undefined : body);
      })
      .catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has an address and a port.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function pass(incoming: IncomingMessage, to: number): Promise<Answer> {
  const sent = forward({
    host: '127.0.0.1',
    port: to,
    method: incoming.method,
    path: incoming.url,
    headers: incoming.rawHeaders,
    agent: false,
  });
  sent.end(await buffer(incoming));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const { 'transfer-encoding': _, 'content-length': __, connection: ___, ...headers } = answer.headers;
  return { status: answer.statusCode ?? 500, headers, body: (await buffer(answer)).toString('utf8') };
}
