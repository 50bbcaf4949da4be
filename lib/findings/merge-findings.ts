import type { Finding } from './finding.ts';
import { compareText } from '../core/text.ts';
import { compareFindings } from './sort-record.ts';

/** One finding per fingerprint, the worst first; the words and the command of its canonical case, the ids of all. */
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
  const [first, ...others] = [...group].sort(compareAsExamples);
  if (first === undefined) throw new Error('a group of findings is never empty');
  const [canonical = '', ...rest] = first.cases;
  const more = new Set([...rest, ...others.flatMap((finding) => finding.cases)]);
  more.delete(canonical);
  return { ...first, cases: [canonical, ...[...more].sort(compareText)] };
}

/**
 * The better example first: a case of the finding's own operation, since others come to it by an id that an earlier
 * answer of theirs gave; then the command with the fewest values that no configuration gives; then by id, so that it is
 * the same in every run.
 */
function compareAsExamples(left: Finding, right: Finding): number {
  return (
    Number(isOfAnother(left)) - Number(isOfAnother(right)) ||
    countUnknown(left) - countUnknown(right) ||
    compareText(left.cases[0] ?? '', right.cases[0] ?? '') ||
    compareText(left.seen, right.seen)
  );
}

function isOfAnother({ operationId, cases }: Finding): boolean {
  return cases[0]?.startsWith(`${operationId}/`) !== true;
}

const VARIABLE = /(?<=\$\{?)[A-Z][A-Z0-9_]*/g;
/** Addresses, the org, a workspace, and credentials. */
const CONFIGURED =
  /^(?!FRESH_|UNKNOWN_)(?:(?:CP|TENANT)_BASE_URL|(?:OTHER_)?(?:ORG|WORKSPACE)_(?:SLUG|ID)|.*_(?:SESSION|BEARER|SECRET|TOKEN|KEY))$/;

function countUnknown({ reproduce }: Finding): number {
  return [...new Set(reproduce.match(VARIABLE))].filter((name) => !CONFIGURED.test(name)).length;
}
