import { answer, type Access, type ApiAnswer } from './http.ts';

/** The 401 of both services, with the challenge that fits the carrier. */
export function refuseUnauthenticated(access: Access): ApiAnswer {
  const challenge =
    access === 'session' ? 'Cookie realm="molecule", cookie-name="mcp_session"' : 'Bearer realm="molecule"';
  return answer(401, { error: 'authentication required' }, { 'WWW-Authenticate': challenge });
}
