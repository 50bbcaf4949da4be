/** True for 2xx: the request was received, understood and accepted (RFC 9110, section 15.3). */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** True for 3xx that lead elsewhere, so not for 304 (RFC 9110, section 15.4). */
export function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

/** True for 4xx: the request itself is at fault (RFC 9110, section 15.5). */
export function isClientError(status: number): boolean {
  return status >= 400 && status < 500;
}

/** True for 401 and 403, the two statuses that refuse a credential. */
export function isDenial(status: number): boolean {
  return status === 401 || status === 403;
}
