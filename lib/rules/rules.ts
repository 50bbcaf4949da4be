import { nearIds } from '../core/near-ids.ts';
import { authRules } from './auth.ts';
import { bodyRules, expectationRules } from './body.ts';
import { collectionRules } from './collections.ts';
import { gapRules } from './gap.ts';
import { headerRules } from './header.ts';
import { mediaRules } from './media.ts';
import { operationalRules } from './operational.ts';
import { platformRules } from './platform.ts';
import { requestRules } from './request.ts';
import type { Responsible, RuleFacts } from './rule.ts';
import { stateRules } from './state.ts';
import { statusRules } from './status.ts';
import { surfaceRules } from './surface.ts';

const ALL = [
  ...authRules,
  ...bodyRules,
  ...collectionRules,
  ...expectationRules,
  ...gapRules,
  ...headerRules,
  ...mediaRules,
  ...operationalRules,
  ...platformRules,
  ...requestRules,
  ...stateRules,
  ...statusRules,
  ...surfaceRules,
];

/** The id of a rule: `body.required`. */
export type RuleId = (typeof ALL)[number]['id'];

/** The id of a rule that says why something could not be judged. */
export type GapId = (typeof gapRules)[number]['id'];

type AreaOf<Id> = Id extends `${infer Area}.${string}` ? Area : never;

/** A rule, an area of rules, or all of them. */
type RulePattern = RuleId | `${AreaOf<RuleId>}.*` | '*';

/** A kind of drift, or of what could not be judged. */
export type Rule = RuleFacts<RuleId, RulePattern>;

/** Every rule, by area and then in the order of its file. */
export const RULES: readonly Rule[] = ALL;

export const RULE_IDS: readonly RuleId[] = ALL.map(({ id }) => id);

export const GAP_IDS: readonly GapId[] = gapRules.map(({ id }) => id);

const RULE_BY_ID: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.id, rule]));

/** The rule of that id, or undefined. */
export function findRule(id: string): Rule | undefined {
  return RULE_BY_ID.get(id);
}

/** The rule of that id. Ids that users type go through `findRule`. */
export function ruleOf(id: RuleId): Rule {
  const rule = findRule(id);
  // Unknown only where data from a file was not held against the rules.
  if (rule === undefined)
    throw new Error(`no rule "${id as string}"; did you mean ${nearIds(id, [...RULE_BY_ID.keys()]).join(', ')}?`);
  return rule;
}

/** Says which side a finding is for, as a first answer: the service, the contract, or people have to decide. */
export function responsibleFor({ rule }: { readonly rule: string }): Responsible {
  return findRule(rule)?.responsible ?? 'either';
}

/** True if a finding of a rule only follows from one of the other rule on the same answer. */
export function isSilencedBy(rule: RuleId, other: RuleId): boolean {
  if (rule === other || ruleOf(rule).isNeverSilenced === true) return false;
  return (ruleOf(other).silences ?? []).some((pattern) => matches(pattern, rule));
}

function matches(pattern: RulePattern, rule: RuleId): boolean {
  return pattern.endsWith('*') ? rule.startsWith(pattern.slice(0, -1)) : pattern === rule;
}
