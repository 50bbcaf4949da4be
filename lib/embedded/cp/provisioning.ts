import { refuse, type ApiAnswer } from '../http.ts';
import type { ControlPlaneWorld, Org } from '../world.ts';

/** The stages an org goes through, with the seconds each takes in real life. */
const STAGES = [
  { stage: 'launching', seconds: 60, message: 'launching the instance' },
  { stage: 'installing', seconds: 90, message: 'installing the tenant server' },
  { stage: 'starting', seconds: 60, message: 'starting the tenant server' },
  { stage: 'configuring_https', seconds: 90, message: 'waiting for DNS and the certificate' },
] as const;

const TOTAL_SECONDS = STAGES.reduce((total, { seconds }) => total + seconds, 0);

interface Provisioning {
  readonly status: 'provisioning' | 'running' | 'failed';
  readonly stage: (typeof STAGES)[number]['stage'] | 'ready' | 'failed';
  readonly progress: number;
  readonly message: string;
  readonly etaSeconds: number;
}

/** Returns the provisioning stage of an org. It follows from the clock alone, so nothing runs in the background. */
export function provisioningOf(world: ControlPlaneWorld, org: Org): Provisioning {
  const elapsedSeconds = ((world.nowMs() - org.createdAtMs) * world.speed) / 1000;
  const failing = failingStage(world, org);
  let startsAt = 0;
  for (const { stage, seconds, message } of STAGES) {
    if (elapsedSeconds >= startsAt && failing === stage) return failedAt(stage, startsAt);
    const isStalled = org.stallsAtStage === stage;
    if (elapsedSeconds < startsAt + seconds || isStalled) {
      const reachedSeconds = isStalled ? Math.min(elapsedSeconds, startsAt) : elapsedSeconds;
      const etaSeconds = Math.ceil((TOTAL_SECONDS - reachedSeconds) / world.speed);
      return { status: 'provisioning', stage, progress: progressAt(reachedSeconds), message, etaSeconds };
    }
    startsAt += seconds;
  }
  if (failing === 'ready') return failedAt('ready', TOTAL_SECONDS);
  return { status: 'running', stage: 'ready', progress: 100, message: 'ready', etaSeconds: 0 };
}

export function isRunning(world: ControlPlaneWorld, org: Org): boolean {
  return provisioningOf(world, org).status === 'running';
}

/** Answers 503 if the org's tenant is not up. */
export function refuseUnlessRunning(world: ControlPlaneWorld, org: Org): ApiAnswer | undefined {
  if (isRunning(world, org)) return undefined;
  return { ...refuse(503, 'the tenant is not up'), headers: { 'Retry-After': '1' } };
}

/** True once the tenant's server has started; its admin token can be read from then on. */
export function hasStarted(world: ControlPlaneWorld, org: Org): boolean {
  const { stage } = provisioningOf(world, org);
  return stage === 'configuring_https' || stage === 'ready';
}

/** Returns how an org that is created now will fail, or undefined if it will not. */
export function plannedFailure(world: ControlPlaneWorld, slug: string, createdAtMs: number): Org['failure'] {
  const plan = world.failProvisioning;
  if (plan === undefined || !new RegExp(plan.slugPattern).test(slug)) return undefined;
  return {
    atStage: plan.atStage,
    ...(plan.recoversAfterMs === undefined ? {} : { recoversAtMs: createdAtMs + plan.recoversAfterMs }),
  };
}

function failingStage(world: ControlPlaneWorld, org: Org): string | undefined {
  if (org.failure === undefined) return undefined;
  const { atStage, recoversAtMs } = org.failure;
  return recoversAtMs !== undefined && world.nowMs() >= recoversAtMs ? undefined : atStage;
}

function failedAt(stage: string, startsAtSeconds: number): Provisioning {
  const message = `provisioning failed at ${stage}`;
  return { status: 'failed', stage: 'failed', progress: progressAt(startsAtSeconds), message, etaSeconds: 0 };
}

function progressAt(elapsedSeconds: number): number {
  return Math.min(99, Math.max(0, Math.floor((elapsedSeconds / TOTAL_SECONDS) * 100)));
}
