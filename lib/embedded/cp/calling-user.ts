import type { ApiRequest } from '../http.ts';

/** The user behind a session; routes with session access have no other caller. */
export function callingUserId(request: ApiRequest): string {
  return request.caller.kind === 'user' ? request.caller.userId : '';
}
