import { type Bindings, bindRequest } from '../cases/bind.ts';
import type { RequestTemplate } from '../cases/case.ts';
import type { JsonValue } from '../core/json.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { createRateBudget, type SendRules } from './rate-budget.ts';
import { defined } from '../core/defined.ts';
import { type Clock, systemClock } from '../core/clock.ts';
import type { Redactor } from '../exchange/redaction.ts';
import type { RemoteConfig } from '../config/config.ts';
import { createHttpClient } from './http-client.ts';
import { TOOL_VERSION } from './tool-version.ts';

/** The outcome of sending a request: the redacted record, and the body as it was, for binding ids and minted credentials. */
export interface Sent {
  readonly exchange: Exchange;
  readonly raw?: JsonValue;
  /** How often its answer was lost, to a broken connection or to a proxy; the last time included where none came. */
  readonly lost: number;
  /** The answer asks for a wait that the run can no longer afford. */
  readonly isBudgetSpent: boolean;
}

/** How a request may be treated, as far as its sender knows. */
export interface WireRules extends Pick<SendRules, 'isRepeatable' | 'expected'> {
  /** A check looks at the answer. */
  readonly isJudged?: boolean;
  /** How long the answer is waited for, where that is less than usual; one that does not come is not asked for again. */
  readonly patienceMs?: number;
  /** Called each time its turn has come, right before it goes out; what it throws keeps it from being sent. */
  readonly beforeSend?: () => void;
}

/** Sends request templates to the target of a run, at the pace that it allows. */
export interface Wire {
  send(request: RequestTemplate, bindings: Bindings, rules?: WireRules): Promise<Sent>;
  /** Requests that were sent again after a 429, a 503 or a lost answer. */
  readonly retries: () => number;
  /** Starts on a budget of its own for waits: cleaning up is worth more patience than judging. */
  readonly renewBudget: () => void;
  close(): Promise<void>;
}

/** An answer as it came in, those that the request was sent again after included. */
export interface WireAnswer {
  readonly request: RequestTemplate;
  readonly exchange: Exchange;
  /** A check looks at it: it is the last one, and nothing that asks for a wait. */
  readonly isJudged: boolean;
}

/** Where requests go. */
export interface Addresses {
  /** The hosts that are configured, as far as they are known without a request. */
  readonly baseUrls: readonly string[];
  /** The base URL of a request, without a slash at the end. */
  readonly baseUrlOf: (request: Pick<RequestTemplate, 'service' | 'tenantSlug'>, bindings: Bindings) => string;
  /** The origins whose limits it counts towards: that of the host it is sent to first, and of one behind it where it is passed on. */
  readonly originsOf: (
    request: Pick<RequestTemplate, 'service' | 'tenantSlug'>,
    bindings: Bindings,
  ) => readonly string[];
}

interface WireOptions {
  readonly addresses: Addresses;
  readonly config: RemoteConfig;
  readonly runId: string;
  readonly redactor: Redactor;
  /** Ids of operations with a quota of their own. */
  readonly rare?: ReadonlySet<string>;
  readonly clock?: Clock;
  /** Called with every answer. */
  readonly onAnswer?: (answer: WireAnswer) => void;
}

/** Opens a wire to a target: one HTTP client, one rate budget. */
export function openWire(options: WireOptions): Wire {
  const { addresses, config, redactor } = options;
  const clock = options.clock ?? systemClock;
  const client = createHttpClient({
    runId: options.runId,
    version: TOOL_VERSION,
    baseUrls: addresses.baseUrls,
    limits: config.limits,
    redactor,
    clock,
    ...defined({ tlsCa: config.tlsCa }),
  });
  const budget = createRateBudget({ ...config.limits, clock });
  return {
    send: async (template, bindings, { patienceMs, beforeSend, isJudged = false, ...rules } = {}) => {
      const timeoutMs = patienceMs === undefined ? undefined : Math.min(patienceMs, config.limits.requestTimeoutMs);
      const request = {
        baseUrl: addresses.baseUrlOf(template, bindings),
        ...bindRequest(template, bindings),
        ...defined({ timeoutMs }),
      };
      const isRare = options.rare?.has(template.operationId) === true;
      const tries: Exchange[] = [];
      const { sent, lost, isBudgetSpent } = await budget.run(
        addresses.originsOf(template, bindings),
        async () => {
          beforeSend?.();
          const tried = await client.send(request);
          tries.push(tried.exchange);
          return tried;
        },
        { ...rules, isRare, ...(timeoutMs === undefined ? {} : { isImpatient: true }) },
      );
      for (const exchange of tries) {
        const isLast = exchange === sent.exchange && !isBudgetSpent && !isRefusedByLimit(exchange);
        options.onAnswer?.({ request: template, exchange, isJudged: isJudged && isLast });
      }
      // Assigned to, not copied: a copy would lose `raw`, which is not enumerable so that nobody stores it.
      return Object.assign(sent, { lost, isBudgetSpent });
    },
    retries: () => budget.retries(),
    renewBudget: () => budget.renew(),
    close: () => client.close(),
  };
}

function isRefusedByLimit({ outcome }: Exchange): boolean {
  return outcome.kind === 'answered' && outcome.status === 429;
}
