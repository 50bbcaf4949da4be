import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { defined } from '../core/defined.ts';
import { renderBody, type ApiAnswer, type RawAnswer } from './http.ts';

/** A request as it came off the socket, with its whole body. Header names are lower case. */
export interface IncomingRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Absent if the body was larger than 4 MiB. */
  readonly bodyBytes?: Buffer;
  readonly clientAddress: string;
}

interface Listener {
  readonly port: number;
  /** Stops listening and destroys every open socket. */
  close(): Promise<void>;
}

const LARGEST_BODY_BYTES = 4 * 1024 * 1024;

/**
 * Serves HTTP on the loopback address; the only file of the deployment that opens sockets. Port 0 takes a free one. The
 * bytes of an answer with `raw` go to the socket as they are.
 */
export async function listen(port: number, serve: (request: IncomingRequest) => Promise<ApiAnswer>): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer({ keepAlive: true }, (message, response) => {
    void readRequest(message)
      .then(serve)
      .then((answer) => sendAnswer(answer, response))
      .catch(() => response.socket?.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.keepAliveTimeout = 30_000;
  await startListening(server, port);
  // A server that listens on a port has an address object; text and null are for pipes and closed servers.
  const address = server.address() as AddressInfo;
  return { port: address.port, close: () => stopListening(server, sockets) };
}

function startListening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function stopListening(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}

async function readRequest(message: IncomingMessage): Promise<IncomingRequest> {
  const bodyBytes = await readBytes(message);
  return {
    method: message.method ?? 'GET',
    target: message.url ?? '/',
    headers: collectHeaders(message),
    ...defined({ bodyBytes }),
    clientAddress: message.socket.remoteAddress ?? '',
  };
}

/** Reads to the end even if the body is too large, so that the connection can be used again. */
async function readBytes(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    // An http message without an encoding yields buffers.
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size <= LARGEST_BODY_BYTES) chunks.push(bytes);
  }
  return size <= LARGEST_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}

function collectHeaders(message: IncomingMessage): Record<string, readonly string[]> {
  const headers: Record<string, readonly string[]> = {};
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    if (values !== undefined) headers[name] = values;
  }
  return headers;
}

function sendAnswer(answer: ApiAnswer, response: ServerResponse): void {
  if (answer.raw !== undefined) {
    sendRaw(answer.raw, response);
    return;
  }
  const { bytes, contentType } = renderBody(answer);
  if (contentType !== undefined) response.setHeader('Content-Type', contentType);
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (answer.status !== 204) response.setHeader('Content-Length', bytes.length);
  response.writeHead(answer.status);
  response.end(bytes);
}

function sendRaw(raw: RawAnswer, response: ServerResponse): void {
  const { socket } = response;
  if (socket === null) return;
  const finish = () => (raw.then === 'reset' ? socket.resetAndDestroy() : socket.end());
  if (raw.bytes.length === 0) finish();
  else socket.write(raw.bytes, finish);
}
