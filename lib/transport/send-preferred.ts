import type { RequestTemplate } from '../cases/case.ts';
import { isClientError, isDenial } from '../exchange/status.ts';
import type { Sent } from './wire.ts';

/** Sends a request with its body, and with each of its other bodies in turn while the body is refused. Returns the last answer. */
export async function sendPreferred(
  send: (request: RequestTemplate) => Promise<Sent>,
  { otherBodies = [], ...request }: RequestTemplate,
): Promise<Sent> {
  const first = await send(request);
  if (!isBodyRefused(first)) return first;
  for (const body of otherBodies) {
    const sent = await send({ ...request, body });
    if (!isBodyRefused(sent)) return sent;
  }
  // The body that is preferred says best what is wrong.
  return first;
}

function isBodyRefused({ exchange: { outcome } }: Sent): boolean {
  return (
    outcome.kind === 'answered' && isClientError(outcome.status) && !isDenial(outcome.status) && outcome.status !== 429
  );
}
