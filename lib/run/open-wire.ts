import { bindRequest, fillText, type Bindings } from '../cases/bind.ts';
import type { RequestTemplate } from '../cases/case.ts';
import { systemClock } from '../core/clock.ts';
import { isProxyPage } from '../exchange/exchange.ts';
import type { Redactor } from '../exchange/redaction.ts';
import type { RemoteConfig } from '../target/config.ts';
import { createHttpClient, type ConcreteRequest, type SentExchange } from '../target/http-client.ts';
import { createRateBudget } from '../target/rate-budget.ts';
import { TOOL_VERSION } from './tool-version.ts';
import type { Wire } from './wire.ts';

export interface WireOptions {
  readonly config: RemoteConfig;
  readonly runId: string;
  readonly redactor: Redactor;
  /** Keeps the request ids of the two processes of a run apart. */
  readonly part: 'setup' | 'suites';
}

/** Failures that may have been bad luck: a request that changes nothing is sent once more before they count. */
const WORTH_ANOTHER_TRY: ReadonlySet<string> = new Set(['truncated', 'malformed', 'reset', 'timeout']);

/** Opens the way to a target: one client, one rate budget. */
export function openWire(options: WireOptions): Wire {
  const { config, redactor } = options;
  const client = createHttpClient({
    runId: `${options.runId}-${options.part}`,
    version: TOOL_VERSION,
    baseUrls: [config.cpBaseUrl, config.tenantBaseUrl],
    limits: config.limits,
    redactor,
    clock: systemClock,
    ...(config.tlsCa === undefined ? {} : { tlsCa: config.tlsCa }),
  });
  const budget = createRateBudget({ ...config.limits, clock: systemClock });
  let repeated = 0;
  return {
    send: async (template, bindings, isRepeatable = false) => {
      const request = concrete(config, template, bindings);
      const send = (): Promise<SentExchange> => budget.run(new URL(request.baseUrl).origin, () => client.send(request));
      const first = await send();
      if (!isWorthAnotherTry(request, first, isRepeatable)) return first;
      repeated += 1;
      return send();
    },
    retries: () => budget.retries() + repeated,
    close: () => client.close(),
  };
}

function concrete(config: RemoteConfig, template: RequestTemplate, bindings: Bindings): ConcreteRequest {
  const bound = bindRequest(template, bindings);
  const slug = template.tenantSlug === undefined ? '' : fillText(template.tenantSlug, bindings);
  const baseUrl = template.service === 'cp' ? config.cpBaseUrl : config.tenantBaseUrl.replace('{slug}', slug);
  return { baseUrl, ...bound };
}

function isWorthAnotherTry(request: ConcreteRequest, { exchange }: SentExchange, isRepeatable: boolean): boolean {
  if (request.method !== 'GET' && !isRepeatable) return false;
  const { outcome } = exchange;
  return outcome.kind === 'failed' ? WORTH_ANOTHER_TRY.has(outcome.reason) : isProxyPage(outcome);
}
