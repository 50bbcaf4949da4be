import type { RequestTemplate } from '../../cases/case.ts';
import type { Contract } from '../../contract/contract.ts';
import { headerOf, isProxyPage, type Answer, type Exchange } from '../../exchange/exchange.ts';
import type { Wire } from '../../transport/wire.ts';
import { ok, unreachable, warn, type DoctorLine } from './line.ts';

const LOOKS = 3;
const LARGEST_SKEW_MS = 30_000;

/** A request without a credential that any deployment answers in some way. */
interface ServiceProbe {
  readonly who: string;
  readonly request: RequestTemplate;
  readonly latencyBudgetMs: number;
}

/** The first read of the control plane that needs no id. Nobody is signed in: 401 is an answer as good as any. */
export function probeOfControlPlane(contract: Contract): RequestTemplate | undefined {
  const operation = contract.operations.find(
    ({ service, method, path }) => service === 'cp' && method === 'GET' && !path.includes('{'),
  );
  if (operation === undefined) return undefined;
  return { operationId: operation.id, service: 'cp', method: 'GET', path: operation.path, query: [], headers: ACCEPT };
}

/** Outside the contract; a run waits for the same. */
export function probeOfTenant(slug: string): RequestTemplate {
  return {
    operationId: '(outside the contract) GET /health',
    service: 'tenant',
    tenantSlug: slug,
    method: 'GET',
    path: '/health',
    query: [],
    headers: ACCEPT,
  };
}

const ACCEPT = [['Accept', 'application/json']] as const;

/** Whether the service behind the host answers, how long it takes, and whether its clock agrees with ours. */
export async function serviceLines(probe: ServiceProbe, wire: Wire): Promise<readonly DoctorLine[]> {
  const exchanges: Exchange[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    const { exchange } = await wire.send(probe.request, new Map());
    exchanges.push(exchange);
    if (exchange.outcome.kind === 'failed') break;
  }
  const answered = exchanges.filter((exchange): exchange is Answered => exchange.outcome.kind === 'answered');
  const last = exchanges.at(-1);
  if (last?.outcome.kind === 'failed') {
    return [
      unreachable(
        `${probe.who}: answer`,
        `${last.request.url}: ${last.outcome.detail}`,
        'see whether the service is up, and whether the base URL is the right one',
      ),
    ];
  }
  return [answerLine(probe, answered), clockLine(probe.who, answered)];
}

type Answered = Exchange & { readonly outcome: Answer };

function answerLine({ who, latencyBudgetMs }: ServiceProbe, answered: readonly Answered[]): DoctorLine {
  const what = `${who}: answer`;
  const last = answered.at(-1);
  if (last === undefined) return warn(what, 'no answer was asked for');
  const durations = answered.map(({ durationMs }) => durationMs).sort((left, right) => left - right);
  const medianMs = durations[Math.floor(durations.length / 2)] ?? 0;
  const { status } = last.outcome;
  const detail = `${status} to ${last.request.method} ${last.request.url}, after ${medianMs} ms`;
  if (isProxyPage(last.outcome))
    return unreachable(
      what,
      `${detail}: a page of HTML from a proxy`,
      'see whether the service behind the proxy is up',
    );
  if (status >= 500) return unreachable(what, detail, 'see whether the service is up');
  if (medianMs > latencyBudgetMs)
    return warn(
      what,
      `${detail}, which is slow`,
      'raise LATENCY_BUDGET_MS and REQUEST_TIMEOUT_MS if that is how far away it is',
    );
  return ok(what, detail);
}

/** `Date` counts whole seconds (RFC 9110, section 6.6.1); half of the time that the answer took was on its way. */
function clockLine(who: string, answered: readonly Answered[]): DoctorLine {
  const what = `${who}: clock`;
  const skews = answered.flatMap(({ outcome, startedAtMs, durationMs }) => {
    const value = headerOf(outcome.headers, 'date');
    const dateMs = Date.parse(value ?? '');
    return Number.isNaN(dateMs) ? [] : [dateMs + 500 - (startedAtMs + durationMs / 2)];
  });
  const [skewMs] = skews;
  if (skewMs === undefined) return warn(what, 'its answers carry no Date, so it cannot be compared');
  if (Math.abs(skewMs) <= LARGEST_SKEW_MS) return ok(what, 'agrees with this machine');
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  return warn(
    what,
    `${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} this machine`,
    'set the clocks right: credentials expire too early or too late otherwise',
  );
}
