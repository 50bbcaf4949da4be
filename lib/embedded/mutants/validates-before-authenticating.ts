import { type ApiAnswer, type ApiRequest, type Handler, refuseUnauthenticated } from '../http.ts';
import type { Mutant } from '../mutant.ts';

async function validateFirst(request: ApiRequest, next: Handler): Promise<ApiAnswer> {
  if (request.caller.kind !== 'anonymous') return next(request);
  const given = await next(request);
  return given.status === 400 ? given : refuseUnauthenticated('session');
}

export const validatesBeforeAuthenticating: Mutant = {
  id: 'validates-before-authenticating',
  title: 'A bad body is refused before anybody is asked for a credential',
  operations: ['createOrg'],
  expects: ['auth.check-order'],
  callers: ['anonymous, order-bad-body'],
  attack: 'Strangers learn what a body must look like.',
  apply: ({ wrapAuthentication, wrapHandler }) => {
    wrapAuthentication((next, route) =>
      route.operationId === 'createOrg' ? (request) => next(request) ?? { kind: 'anonymous' } : next,
    );
    wrapHandler((next, route) =>
      route.operationId === 'createOrg' ? (request) => validateFirst(request, next) : next,
    );
  },
};
