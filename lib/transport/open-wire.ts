import { defined } from '../core/defined.ts';
import { bindRequest, fillText, type Bindings } from '../cases/bind.ts';
import type { RequestTemplate } from '../cases/case.ts';
import { systemClock, type Clock } from '../core/clock.ts';
import type { Redactor } from '../exchange/redaction.ts';
import type { RemoteConfig } from '../config/config.ts';
import { createHttpClient, type ConcreteRequest } from './http-client.ts';
import { createRateBudget } from './rate-budget.ts';
import { TOOL_VERSION } from './tool-version.ts';
import type { Wire } from './wire.ts';

export interface WireOptions {
  readonly config: RemoteConfig;
  readonly runId: string;
  readonly redactor: Redactor;
  /** Keeps the request ids of the two processes of a run apart. */
  readonly part: 'setup' | 'suites';
  /** Ids of operations with a quota of their own. */
  readonly rare?: ReadonlySet<string>;
  readonly clock?: Clock;
}

/** Opens the way to a target: one client, one rate budget. */
export function openWire(options: WireOptions): Wire {
  const { config, redactor } = options;
  const clock = options.clock ?? systemClock;
  const client = createHttpClient({
    runId: `${options.runId}-${options.part}`,
    version: TOOL_VERSION,
    baseUrls: [config.cpBaseUrl, config.tenantBaseUrl],
    limits: config.limits,
    redactor,
    clock,
    ...defined({ tlsCa: config.tlsCa }),
  });
  const budget = createRateBudget({ ...config.limits, clock });
  return {
    send: async (template, bindings, { patienceMs, beforeSend, ...rules } = {}) => {
      const timeoutMs = patienceMs === undefined ? undefined : Math.min(patienceMs, config.limits.requestTimeoutMs);
      const request = {
        ...concrete(config, template, bindings),
        ...defined({ timeoutMs }),
      };
      const isRare = options.rare?.has(template.operationId) === true;
      const { sent, lost, isBudgetSpent } = await budget.run(
        countedBy(config, template, bindings),
        () => {
          beforeSend?.();
          return client.send(request);
        },
        { ...rules, isRare, ...(timeoutMs === undefined ? {} : { isImpatient: true }) },
      );
      // The same object: its `raw` is hidden from whoever stores it as a whole.
      return Object.assign(sent, { lost, isBudgetSpent });
    },
    retries: () => budget.retries(),
    budgetState: () => budget.state(),
    resumeBudget: (state) => budget.resume(state),
    renewBudget: () => budget.resume({ waitedMs: 0, paces: {} }),
    close: () => client.close(),
  };
}

function concrete(config: RemoteConfig, template: RequestTemplate, bindings: Bindings): ConcreteRequest {
  return { baseUrl: baseUrlOf(config, template, bindings), ...bindRequest(template, bindings) };
}

function baseUrlOf(config: RemoteConfig, template: RequestTemplate, bindings: Bindings): string {
  return template.service === 'cp' ? config.cpBaseUrl : tenantUrlOf(config, template, bindings);
}

function tenantUrlOf(config: RemoteConfig, { tenantSlug }: RequestTemplate, bindings: Bindings): string {
  return config.tenantBaseUrl.replace('{slug}', tenantSlug === undefined ? '' : fillText(tenantSlug, bindings));
}

/** Whose limits a request counts towards: the host it is sent to, and the tenant behind it where it is passed on. */
function countedBy(config: RemoteConfig, template: RequestTemplate, bindings: Bindings): readonly string[] {
  const host = new URL(baseUrlOf(config, template, bindings)).origin;
  if (template.service !== 'cp' || template.tenantSlug === undefined) return [host];
  return [host, new URL(tenantUrlOf(config, template, bindings)).origin];
}
