import type { Contract, Operation } from '../contract/contract.ts';
import type { Severity } from '../core/severity.ts';
import type { Clause, Finding, Observation } from './finding.ts';
import { fingerprintOf } from './fingerprint.ts';
import { normalisePlace, normaliseText, shortenText } from './normalise-text.ts';
import { ruleOf } from './select-rule.ts';
import { kindOf } from '../core/names.ts';

/** What a finding is made of. */
export interface FindingParts {
  readonly contract: Contract;
  readonly operation: Operation;
  readonly check: string;
  readonly observation: Observation;
  readonly caseId: string;
  readonly reproduce: string;
  /** Where a rule weighs more or less on an operation than elsewhere. */
  readonly severityOf?: (rule: string, operationId: string) => Severity | undefined;
  /** Values of the run by the names they stand for; in texts the names are shown. */
  readonly bound?: ReadonlyMap<string, string>;
}

/** Gives an observation its identity, its rule's words and the line of the contract that it rests on. */
export function makeFinding(parts: FindingParts): Finding {
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

/** `value.*` stands in a data file and is the same in every run; it reads better as it is. */
function varyingOf(bound: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...bound].filter(([name]) => kindOf(name) !== 'value'));
}
