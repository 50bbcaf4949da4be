import { namesIn } from '../cases/bind.ts';
import { whyUnproven, type PreflightProbe } from '../cases/plan.ts';
import { isProxyPage, type Exchange } from '../exchange/exchange.ts';
import type { Gap } from '../findings/finding.ts';
import { describeOutcome } from './case-runner.ts';
import { throwIfBudgetSpent, throwIfUnreachable } from './unreachable.ts';
import type { Wire } from './wire.ts';

export interface PreflightResult {
  /** Tiers whose credential could not be shown to work, and why. */
  readonly unproven: Readonly<Record<string, string>>;
  readonly gaps: readonly Gap[];
  readonly requests: Readonly<Record<string, number>>;
  /** Further tries, where the first operation refused. */
  readonly repeats: number;
}

/**
 * Shows each credential at work where the contract lets it in. A credential that is refused there, or is not at hand,
 * proves no refusal elsewhere: its column becomes a gap.
 */
export async function runPreflight(
  wire: Wire,
  bindings: ReadonlyMap<string, string>,
  probes: readonly PreflightProbe[],
): Promise<PreflightResult> {
  const unproven: Record<string, string> = {};
  const requests: Record<string, number> = {};
  let repeats = 0;
  for (const probe of probes) {
    const reason = whyUnproven(probe);
    if (reason !== undefined) {
      unproven[probe.tier] = reason;
      continue;
    }
    const first = await wire.send(probe.request, bindings, { isRepeatable: probe.isRepeatable });
    throwIfUnreachable(first);
    throwIfBudgetSpent(
      first,
      `shows the credential of ${probe.tier} at work`,
      'nothing was judged, and all cases are left',
    );
    requests[probe.operationId] = (requests[probe.operationId] ?? 0) + 1;
    let isLetIn = letsIn(first.exchange, probe.refusals);
    for (const { request, isRepeatable, refusals } of probe.otherwise) {
      if (isLetIn) break;
      if (namesIn(request).some((name) => !bindings.has(name))) continue;
      repeats += 1;
      isLetIn = letsIn((await wire.send(request, bindings, { isRepeatable })).exchange, refusals);
    }
    if (!isLetIn)
      unproven[probe.tier] =
        `its credential was not accepted by ${probe.operationId}, which should let it in: ${describeOutcome(first.exchange)}`;
  }
  const gaps = Object.entries(unproven).map(([tier, reason]): Gap => ({
    rule: 'gap.credential-unproven',
    tier,
    reason,
  }));
  return { unproven, gaps, requests, repeats };
}

function letsIn({ outcome }: Exchange, refusals: readonly number[]): boolean {
  return outcome.kind === 'answered' && !refusals.includes(outcome.status) && !isProxyPage(outcome);
}
