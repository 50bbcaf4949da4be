import type { Observation } from '../findings/finding.ts';
import type { Place } from '../findings/place.ts';
import type { CheckContext } from './check.ts';
import { CHECKS } from './select-checks.ts';

export interface CheckedObservation {
  readonly check: string;
  readonly observation: Observation;
}

export interface JudgedExchange {
  readonly observations: readonly CheckedObservation[];
  readonly gaps: readonly { readonly rule: string; readonly reason: string }[];
}

/** A rule that explains an answer makes what merely follows from it silent: one cause, one finding. `*` ends a prefix. */
const SILENCES: Readonly<Record<string, readonly string[]>> = {
  'surface.operation-missing': ['*'],
  'surface.method-refused': ['*'],
  'surface.redirected': ['status.*', 'media.*', 'request.*', 'success.*', 'auth.valid-refused'],
  'auth.refusal-redirect': ['auth.refusal-*', 'status.*', 'media.*'],
  'status.server-error': ['status.undocumented', 'media.*', 'body.*', 'state.*', 'auth.*', 'expectation.*'],
  'request.invalid-crashes': ['status.*', 'media.*', 'body.*', 'request.*', 'guard.*'],
  'auth.valid-refused': ['status.*', 'request.*', 'media.*', 'body.*'],
  'auth.or-branch-refused': ['status.*', 'request.*', 'media.*', 'body.*'],
  'auth.public-refused': ['auth.refusal-*', 'status.*', 'request.*', 'media.*', 'body.*'],
  'success.vacuous': ['body.required', 'expectation.*', 'body.identity'],
  'status.error-in-2xx': ['body.*', 'expectation.*', 'success.*'],
  'media.undocumented': ['body.*', 'auth.refusal-shape', 'success.vacuous', 'media.unparseable'],
  'media.unparseable': ['body.*', 'auth.refusal-shape'],
};

/** Rules that, wherever they are seen, are never silenced. */
const NEVER_SILENT: ReadonlySet<string> = new Set([
  'secret.returned',
  'body.undeclared-sensitive',
  'auth.credential-echoed',
  'ops.error-leak',
  'surface.operation-missing',
]);

/** Asks every check about one answer and drops what is only a consequence of something else that was found. */
export function judgeExchange(context: CheckContext): JudgedExchange {
  const all: CheckedObservation[] = [];
  const gaps: { rule: string; reason: string }[] = [];
  for (const check of CHECKS) {
    if (context.step.outside === true && check.judgesOutside !== true) continue;
    const verdict = check.evaluate(context);
    if (verdict.kind === 'failed')
      for (const observation of verdict.observations) all.push({ check: check.id, observation });
    if (verdict.kind === 'inconclusive') gaps.push({ rule: verdict.gap, reason: verdict.reason });
  }
  const rules = new Set(all.map(({ observation }) => observation.rule));
  const kept = all.filter(({ observation }) => !isSilenced(observation.rule, rules));
  return { observations: kept.filter((each) => !isSaidWorse(each.observation, kept)), gaps };
}

/** An undeclared member that holds a secret is reported as that. */
function isSaidWorse({ rule, place }: Observation, all: readonly CheckedObservation[]): boolean {
  return (
    rule === 'body.undeclared' &&
    all.some(
      ({ observation }) => WORSE_MEMBERS.has(observation.rule) && pointerOf(observation.place) === pointerOf(place),
    )
  );
}

const WORSE_MEMBERS: ReadonlySet<string> = new Set([
  'secret.returned',
  'body.undeclared-sensitive',
  'auth.credential-echoed',
]);

function pointerOf(place: Place): string | undefined {
  return place.kind === 'body' ? place.pointer : undefined;
}

function isSilenced(rule: string, present: ReadonlySet<string>): boolean {
  if (NEVER_SILENT.has(rule)) return false;
  return [...present].some(
    (other) => other !== rule && (SILENCES[other] ?? []).some((pattern) => matches(pattern, rule)),
  );
}

function matches(pattern: string, rule: string): boolean {
  return pattern.endsWith('*') ? rule.startsWith(pattern.slice(0, -1)) : pattern === rule;
}
