import type { PreflightProbe } from '../cases/plan.ts';
import { toVariable } from '../cases/case-builder.ts';
import type { Gap } from '../findings/finding.ts';
import { describeOutcome } from './case-runner.ts';
import type { Wire } from './wire.ts';

export interface PreflightResult {
  /** Tiers whose credential could not be shown to work, and why. */
  readonly unproven: Readonly<Record<string, string>>;
  readonly gaps: readonly Gap[];
  readonly requests: Readonly<Record<string, number>>;
}

/**
 * Shows each credential at work where the contract lets it in. A credential that is refused there, or is not at hand,
 * proves no refusal elsewhere: its column becomes a gap.
 */
export async function runPreflight(wire: Wire, bindings: ReadonlyMap<string, string>, probes: readonly PreflightProbe[]): Promise<PreflightResult> {
  const unproven: Record<string, string> = {};
  const requests: Record<string, number> = {};
  for (const probe of probes) {
    if (probe.missing !== undefined) {
      unproven[probe.tier] = `the credential is not at hand: ${probe.missing.map(toVariable).join(', ')} is not configured and could not be derived`;
      continue;
    }
    const { exchange } = await wire.send(probe.request, bindings);
    requests[probe.operationId] = (requests[probe.operationId] ?? 0) + 1;
    const { outcome } = exchange;
    const isLetIn = outcome.kind === 'answered' && outcome.status !== 401 && outcome.status !== 403;
    if (!isLetIn) unproven[probe.tier] = `its credential was not accepted by ${probe.operationId}, which should let it in: ${describeOutcome(exchange)}`;
  }
  const gaps = Object.entries(unproven).map(([tier, reason]): Gap => ({ rule: 'gap.credential-unproven', tier, reason }));
  return { unproven, gaps, requests };
}
