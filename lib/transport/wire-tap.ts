import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Duplex } from 'node:stream';
import { headerOf, type HeaderLine } from '../exchange/exchange.ts';

/** Counts the bytes that came in on the connection after a request was sent. */
export interface WireRecord {
  readonly hasBytes: boolean;
  /** Whether more came than the answer says it is long. The HTTP parser drops such bytes without a word. */
  hasSurplus(method: string, status: number, headers: readonly HeaderLine[]): boolean;
}

/** Looks at the bytes below the HTTP parser, without touching them. */
interface WireTap {
  /** To be called before the request of this id is sent. */
  watch(requestId: string): WireRecord;
  forget(requestId: string): void;
  close(): void;
}

const REQUEST_SENT = 'undici:client:sendHeaders';
const ID_LINE = '\r\nX-Request-Id: ';

export function createWireTap(): WireTap {
  const watched = new Map<string, CountingRecord>();
  const current = new WeakMap<Duplex, CountingRecord>();
  const tapped = new WeakSet<Duplex>();

  const onRequestSent = (message: unknown): void => {
    // undici documents `headers` and `socket` as members of this message.
    const { headers, socket } = message as { readonly headers: string; readonly socket: Duplex };
    const record = watched.get(requestIdIn(headers));
    if (record === undefined) return;
    current.set(socket, record);
    if (tapped.has(socket)) return;
    tapped.add(socket);
    const push = socket.push.bind(socket);
    socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (Buffer.isBuffer(chunk)) current.get(socket)?.count(chunk);
      return push(chunk, encoding);
    };
  };
  subscribe(REQUEST_SENT, onRequestSent);

  return {
    watch(requestId) {
      const record = new CountingRecord();
      watched.set(requestId, record);
      return record;
    },
    forget: (requestId) => void watched.delete(requestId),
    close: () => void unsubscribe(REQUEST_SENT, onRequestSent),
  };
}

function requestIdIn(head: string): string {
  const start = head.lastIndexOf(ID_LINE);
  if (start < 0) return '';
  const from = start + ID_LINE.length;
  return head.slice(from, head.indexOf('\r\n', from));
}

const HEAD_END = Buffer.from('\r\n\r\n');
const INTERIM = /^HTTP\/1\.\d 1\d\d/;

class CountingRecord implements WireRecord {
  #head: Buffer | undefined = Buffer.alloc(0);
  #bodyBytes = 0;
  #lastBytes: Buffer = Buffer.alloc(0);

  get hasBytes(): boolean {
    return this.#head === undefined || this.#head.length > 0;
  }

  count(chunk: Buffer): void {
    if (this.#head === undefined) {
      this.#bodyBytes += chunk.length;
      this.#lastBytes = Buffer.concat([this.#lastBytes, chunk.subarray(-4)]).subarray(-4);
      return;
    }
    const head = Buffer.concat([this.#head, chunk]);
    const end = head.indexOf(HEAD_END);
    if (end < 0) {
      this.#head = head;
      return;
    }
    this.#head = INTERIM.test(head.toString('latin1', 0, 16)) ? Buffer.alloc(0) : undefined;
    const rest = head.subarray(end + HEAD_END.length);
    if (rest.length > 0) this.count(rest);
  }

  hasSurplus(method: string, status: number, headers: readonly HeaderLine[]): boolean {
    // No body may follow these (RFC 9112, section 6.3).
    if (method === 'HEAD' || status === 204 || status === 304) return this.#bodyBytes > 0;
    if (headerOf(headers, 'transfer-encoding') !== undefined) return !this.#lastBytes.equals(HEAD_END);
    const length = headerOf(headers, 'content-length');
    return length !== undefined && this.#bodyBytes > Number(length);
  }
}
