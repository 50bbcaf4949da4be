import type { Check } from '../../checks/check.ts';
import { CHECKS } from '../../checks/judge-exchange.ts';
import { defined } from '../../core/defined.ts';
import { HarnessError } from '../../core/errors.ts';
import type { Mutant } from '../../embedded/mutant.ts';
import { MUTANTS } from '../../embedded/mutants/mutants.ts';
import { findRule, RULES, type Rule } from '../../rules/rules.ts';
import { seenBy, whySilent } from '../describe-faults.ts';
import { findLastRun } from '../reports-folder.ts';
import type { CheckTopic, FaultTopic, FindingTopic, Reference, RuleTopic } from './topic.ts';

/** Finds topics that need no contract: rules, checks, and faults by their id or by the incident they repeat. */
export function findKnownTopics(id: string): readonly (RuleTopic | CheckTopic | FaultTopic)[] {
  const rule = findRule(id);
  if (rule !== undefined) return [explainRule(rule)];
  const check = CHECKS.find((candidate) => candidate.id === id);
  if (check !== undefined) return [explainCheck(check)];
  return MUTANTS.filter((fault) => fault.id === id || fault.incident?.toLowerCase() === id.toLowerCase()).map(
    explainFault,
  );
}

/** Lists every id that `findKnownTopics` knows. */
export function knownIds(): readonly string[] {
  const named = [...RULES, ...CHECKS, ...MUTANTS].map(({ id }) => id);
  const incidents = MUTANTS.flatMap(({ incident }) => (incident === undefined ? [] : [incident]));
  return [...new Set([...named, ...incidents])];
}

/** Lists the topics of all rules. */
export function listRules(): readonly RuleTopic[] {
  return RULES.map(explainRule);
}

/** Returns the id of a rule with its title. */
export function referToRule(id: string): Reference {
  return { id, title: findRule(id)?.title ?? '' };
}

function explainRule({ id, title, severity, why, clause, example, fix, unreported }: Rule): RuleTopic {
  return {
    kind: 'rule',
    id,
    title,
    ...defined({ severity }),
    why,
    clause,
    example,
    fix,
    ...defined({ unreported }),
    checks: CHECKS.filter((check) => check.rules.includes(id)).map(refer),
    faults: MUTANTS.filter((fault) => fault.expects.includes(id)).map(refer),
  };
}

function explainCheck({ id, title, clause, rules }: Check): CheckTopic {
  return { kind: 'check', id, title, clause, rules: rules.map(referToRule) };
}

function explainFault(fault: Mutant): FaultTopic {
  const { id, title, incident, operations, expects, attack } = fault;
  const silent = whySilent(fault);
  return {
    kind: 'fault',
    id,
    title,
    ...defined({ incident }),
    operations,
    expects: expects.map(referToRule),
    also: fault.also ?? [],
    unseen: fault.unseen ?? [],
    callers: fault.callers ?? [],
    ...defined({ attack, silent }),
    seenBy: seenBy(fault),
  };
}

function refer({ id, title }: Reference): Reference {
  return { id, title };
}

/** Tells whether an id is a fingerprint: 16 hexadecimal digits, or the first six or more. No other id looks like that. */
export function isFingerprint(id: string): boolean {
  return /^[0-9a-f]{6,16}$/i.test(id);
}

/** Finds the finding with this fingerprint, or with an occurrence that has it, in the last run. Throws a `HarnessError` that lists its findings if there is none. */
export function explainFinding(fingerprint: string, reports: string): FindingTopic {
  const last = findLastRun(reports);
  if (last === undefined)
    throw new HarnessError('usage', `${fingerprint} looks like a fingerprint, and there is no run in ${reports}`, [
      'name the folder of reports with --reports',
    ]);
  const { findings, run } = last.record;
  const [finding, another] = findings.filter((each) =>
    [each, ...each.occurrences].some((one) => one.fingerprint.startsWith(fingerprint.toLowerCase())),
  );
  if (finding === undefined || another !== undefined)
    throw new HarnessError('usage', `the last run, ${run.id}, has not one finding ${fingerprint}`, [
      findings.length === 0 ? 'it found nothing' : 'its findings:',
      ...findings.slice(0, 10).map((each) => `  ${each.fingerprint}  ${each.rule} on ${each.operationId}`),
    ]);
  return {
    kind: 'finding',
    id: finding.fingerprint,
    title: `${finding.rule} on ${finding.operationId}`,
    run: run.id,
    rule: referToRule(finding.rule),
    finding,
    fix: findRule(finding.rule)?.fix ?? '',
  };
}
