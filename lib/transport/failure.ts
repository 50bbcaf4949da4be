import { FAILURES, type Failure, type FailureReason } from '../exchange/exchange.ts';

/** How far an exchange had come when it failed. */
interface Progress {
  /** At least one byte of the answer arrived. */
  readonly hasBytes: boolean;
  /** The status of the answer, once its head was complete. */
  readonly status?: number;
}

const CANNOT_CONNECT = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
]);
const CONNECTION_LOST = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'UND_ERR_SOCKET',
  'UND_ERR_INFO',
  'ERR_STREAM_PREMATURE_CLOSE',
]);
const TIMED_OUT = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_ABORTED',
]);
const TOO_LARGE = new Set(['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'UND_ERR_HEADERS_OVERFLOW']);
const NOT_SENDABLE = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH']);
const CERTIFICATE =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|ERROR_IN_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE)|PATH_LENGTH|EPROTO)/;

/** Stands for all codes of the HTTP parser; its messages say more. */
const PARSER_ERROR = 'HPE';
/** Codes that mean nothing to the person who runs the program. */
const INTERNAL_CODE = /^(?:UND_|HPE|ERR_ASSERTION|ERR_STREAM)/;

/** Why an exchange failed, in words that are the same every time it fails in this way. A bug of ours is thrown on. */
export function failureOf(error: unknown, progress: Progress): Failure {
  const code = codeOf(error);
  if (code === '') throw error;
  const reason = reasonOf(code, messageOf(error), progress);
  return {
    kind: 'failed',
    reason,
    detail: INTERNAL_CODE.test(code) ? FAILURES[reason].detail : `${FAILURES[reason].detail} (${code})`,
  };
}

export function failed(reason: FailureReason, detail: string): Failure {
  return { kind: 'failed', reason, detail };
}

function reasonOf(code: string, message: string, progress: Progress): FailureReason {
  if (code === 'ENOTFOUND' || code === 'ENODATA' || code.startsWith('EAI_')) return 'dns';
  if (CANNOT_CONNECT.has(code)) return 'refused';
  if (TIMED_OUT.has(code)) return 'timeout';
  if (TOO_LARGE.has(code)) return 'oversize';
  if (NOT_SENDABLE.has(code)) return 'blocked';
  if (CERTIFICATE.test(code)) return 'tls';
  if (message === 'bad response' || message === 'bad upgrade') return 'malformed';
  // A length that is contradicted by the head itself is a fault of the head, not a body cut short.
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return mayHaveBody(progress.status) ? 'truncated' : 'malformed';
  if (message.includes('Invalid EOF state')) return 'truncated';
  if (code === PARSER_ERROR || code === 'ERR_ASSERTION') return 'malformed';
  if (CONNECTION_LOST.has(code)) return progress.hasBytes ? 'truncated' : 'reset';
  return progress.hasBytes ? 'malformed' : 'refused';
}

function mayHaveBody(status: number | undefined): boolean {
  return status !== undefined && status !== 204;
}

function codeOf(error: unknown): string {
  if (error instanceof Error && error.name === 'HTTPParserError') return PARSER_ERROR;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
