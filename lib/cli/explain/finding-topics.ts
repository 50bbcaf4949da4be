import { HarnessError } from '../../core/errors.ts';
import { findRule } from '../../findings/select-rule.ts';
import { findLastRun } from '../find-run.ts';
import { referToRule } from './known-topics.ts';
import type { FindingTopic } from './topic.ts';

/** A fingerprint is 16 hexadecimal digits, and six of them will do; nothing else that has an id looks like that. */
export function isFingerprint(id: string): boolean {
  return /^[0-9a-f]{6,16}$/i.test(id);
}

/** The finding of the last run that has this fingerprint. Throws a `HarnessError` with those that there are. */
export function explainFinding(fingerprint: string, reports: string): FindingTopic {
  const last = findLastRun(reports);
  if (last === undefined)
    throw new HarnessError('usage', `${fingerprint} looks like a fingerprint, and there is no run in ${reports}`, [
      'name the folder of reports with --reports',
    ]);
  const { findings, run } = last.record;
  const [finding, another] = findings.filter((each) => each.fingerprint.startsWith(fingerprint.toLowerCase()));
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
