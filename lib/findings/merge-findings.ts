import type { Finding } from './finding.ts';
import { compareFindings, compareText } from './sort-record.ts';

/** One finding per fingerprint, the worst first; the words of the first case by id, the ids of all. */
export function mergeFindings(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.fingerprint);
    if (group === undefined) groups.set(finding.fingerprint, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].map((group) => merge(group)).sort(compareFindings);
}

function merge(group: readonly Finding[]): Finding {
  const sorted = [...group].sort(
    (left, right) => compareText(left.cases[0] ?? '', right.cases[0] ?? '') || compareText(left.seen, right.seen),
  );
  const [first] = sorted;
  if (first === undefined) throw new Error('a group of findings is never empty');
  return { ...first, cases: [...new Set(sorted.flatMap((finding) => finding.cases))].sort() };
}
