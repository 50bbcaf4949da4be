import type { Contract, Operation } from '../contract/contract.ts';
import { hashText } from '../core/hash.ts';
import type { Severity } from '../core/severity.ts';
import type { Clause, Observation, Occurrence } from './finding.ts';
import { normaliseText, shortenText } from './normalise-text.ts';
import { kindOf } from '../core/names.ts';
import { ruleOf, type RuleId } from '../rules/rules.ts';
import { normalisePlace, printPlace, type Place } from './place.ts';

/** An observation, with what makes a finding of it. */
interface FindingParts {
  readonly contract: Contract;
  readonly operation: Operation;
  readonly check: string;
  readonly observation: Observation;
  readonly caseId: string;
  readonly reproduce: string;
  /** The severity of a rule at an operation, if it differs from the usual one. */
  readonly severityOf?: (rule: RuleId, operationId: string) => Severity | undefined;
  /** Values of the run by name. Texts show `<org.slug>` instead of the slug. */
  readonly bound?: ReadonlyMap<string, string>;
}

/** Gives an observation its identity, its rule's words and the line of the contract that it rests on. */
export function makeFinding(parts: FindingParts): Occurrence {
  const { contract, operation, check, observation, caseId, reproduce } = parts;
  const rule = ruleOf(observation.rule);
  const bound = varyingOf(parts.bound ?? new Map());
  const place = normalisePlace(observation.place, bound);
  const tier = observation.tier === undefined ? {} : { tier: observation.tier };
  const attack = observation.attack === undefined ? {} : { attack: normaliseText(observation.attack, bound) };
  return {
    fingerprint: fingerprintOf({ rule: rule.id, check, operationId: operation.id, place, ...tier }),
    rule: rule.id,
    check,
    severity: parts.severityOf?.(rule.id, operation.id) ?? observation.severity ?? rule.severity ?? 'info',
    operationId: operation.id,
    method: operation.method,
    path: operation.path,
    ...tier,
    place,
    clause: clauseOf(contract, observation.clause),
    expected: shortenText(normaliseText(observation.expected, bound)),
    seen: shortenText(normaliseText(observation.seen, bound)),
    why: rule.why,
    ...attack,
    cases: [caseId],
    reproduce,
  };
}

function clauseOf(contract: Contract, pointer: Clause['pointer']): Clause {
  const quote = contract.quoteOf(pointer);
  return { pointer, position: contract.positionOf(pointer), ...(quote === '' ? {} : { quote }) };
}

/** Leaves out names such as `value.small`: their values stand in a data file and are the same in every run. */
function varyingOf(bound: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...bound].filter(([name]) => kindOf(name) !== 'value'));
}

/** The parts of a finding that its fingerprint is made of. */
interface Identity {
  readonly rule: RuleId;
  readonly check: string;
  readonly operationId: string;
  readonly place: Place;
  readonly tier?: string;
}

const DIGITS = 16;

/** Hashes what makes a finding the same one in the next run: never words, severity, time or anything that varies. */
function fingerprintOf({ rule, check, operationId, place, tier }: Identity): string {
  return hashParts([rule, check, operationId, printPlace(place), tier ?? '']);
}

/** Hashes the parts of an identity into the digits of a fingerprint. */
export function hashParts(parts: readonly string[]): string {
  return hashText(parts.join('\n')).slice(0, DIGITS);
}
