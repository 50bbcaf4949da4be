import type { Bindings } from '../cases/bind.ts';
import type { RequestTemplate } from '../cases/case.ts';
import type { JsonValue } from '../core/json.ts';
import type { Exchange } from '../exchange/exchange.ts';

/** What came of sending a request: the redacted record, and the body as it was for binding ids and minted credentials. */
export interface Sent {
  readonly exchange: Exchange;
  readonly raw?: JsonValue;
}

/** The way to the target, as the run uses it. */
export interface Wire {
  /** `isRepeatable`: being carried out twice does no harm, so that a lost answer may be asked for again. */
  send(request: RequestTemplate, bindings: Bindings, isRepeatable?: boolean): Promise<Sent>;
  /** Requests that were sent again after a 429, a 503 or a lost connection. */
  readonly retries: () => number;
  close(): Promise<void>;
}
