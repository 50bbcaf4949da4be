import type { Effect, Reach } from '../core/effect.ts';

/** How much others depend on a target: `embedded` and `disposable` are the run's alone, `shared` has other users, `production` has customers. */
export type TargetKind = 'embedded' | 'disposable' | 'shared' | 'production';

type SafetyDecision = { readonly kind: 'allowed' } | { readonly kind: 'withheld'; readonly reason: string };

const ALLOWED: SafetyDecision = { kind: 'allowed' };

/** Whether a request may be sent to a target of this kind; `isOwnOrg` where the run made the org under test. A gap in the report is cheaper than someone else's outage. */
export function decide(effect: Effect, reach: Reach, targetKind: TargetKind, isOwnOrg = false): SafetyDecision {
  if (effect === 'reads' || reach === 'none') return ALLOWED;
  switch (targetKind) {
    case 'embedded':
    case 'disposable':
      return ALLOWED;
    case 'shared':
      if (reach === 'own' || (reach === 'org' && isOwnOrg)) return ALLOWED;
      if (reach === 'org')
        return withhold(
          `it ${effect} something of the whole org, which this run did not make; it is sent to an org of the run's own (leave ORG_SLUG out) or a disposable target only`,
        );
      return withhold(`it ${effect} what others on a shared deployment use; it is sent to a disposable target only`);
    case 'production':
      return withhold(`it ${effect} something, and on production nothing but reads and harmless probes are sent`);
  }
}

/**
 * Whether a credential may stand in the address or the body of a request to a target of this kind. Access logs keep addresses,
 * error reports keep bodies, and the credentials of production outlive a run.
 */
export function decideExposure(place: 'url' | 'body', targetKind: TargetKind): SafetyDecision {
  if (targetKind !== 'production') return ALLOWED;
  const where = place === 'url' ? 'the address, which access logs keep' : 'the body, which error reports keep';
  return withhold(`a credential would stand in ${where}; on production it is sent nowhere but in headers`);
}

function withhold(reason: string): SafetyDecision {
  return { kind: 'withheld', reason };
}

/** Hosts of production, as a name or as `*.` and the domain above. */
const PRODUCTION_HOSTS = ['moleculesai.app', '*.moleculesai.app'];
/** Hosts below the production domain that are not production. */
const STAGING_HOSTS = ['staging-api.moleculesai.app', '*.staging.moleculesai.app'];

/** Whether a host name belongs to production; `extra` names further ones, as a name or as `*.` and the domain above. */
export function classifyHost(host: string, extra: readonly string[] = []): 'production' | 'other' {
  if (extra.some((pattern) => matchesHost(pattern, host))) return 'production';
  if (STAGING_HOSTS.some((pattern) => matchesHost(pattern, host))) return 'other';
  return PRODUCTION_HOSTS.some((pattern) => matchesHost(pattern, host)) ? 'production' : 'other';
}

function matchesHost(pattern: string, host: string): boolean {
  const wanted = plainHost(pattern);
  return wanted.startsWith('*.') ? plainHost(host).endsWith(wanted.slice(1)) : plainHost(host) === wanted;
}

function plainHost(host: string): string {
  return host.trim().toLowerCase().replace(/\.$/, '');
}
