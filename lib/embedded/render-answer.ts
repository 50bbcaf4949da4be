import { defined } from '../core/defined.ts';
import { STATUS_CODES } from 'node:http';
import type { ApiAnswer } from './http.ts';

/** The body of an answer as bytes, with the content type that goes with it unless the answer names its own. */
export function renderBody(answer: ApiAnswer): { readonly bytes: Buffer; readonly contentType?: string } {
  if (answer.text !== undefined) {
    return { bytes: Buffer.from(answer.text, 'utf8'), contentType: 'text/plain; charset=utf-8' };
  }
  if (answer.body === undefined) return { bytes: Buffer.alloc(0) };
  return { bytes: Buffer.from(JSON.stringify(answer.body), 'utf8'), contentType: 'application/json; charset=utf-8' };
}

/** The whole answer as HTTP/1.1 bytes, for answers that have to be spoilt below HTTP. */
export function renderAnswer(answer: ApiAnswer): Buffer {
  const { bytes, contentType } = renderBody(answer);
  const headers: Record<string, string> = {
    ...defined({ 'Content-Type': contentType }),
    'Content-Length': String(bytes.length),
    ...answer.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const statusLine = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? 'Unknown'}\r\n`;
  return Buffer.concat([Buffer.from(`${statusLine}${lines.join('')}\r\n`, 'utf8'), bytes]);
}
