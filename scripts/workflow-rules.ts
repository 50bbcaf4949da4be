import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair, type YAMLMap } from 'yaml';

interface WorkflowProblem {
  readonly line: number;
  readonly message: string;
}

/**
 * Checks our own rules for workflows, which actionlint does not have: named permissions, no two runs at once, a time limit for
 * every job, actions pinned to a commit, and no expression inside a script.
 */
export function checkWorkflow(text: string): readonly WorkflowProblem[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const root = document.contents;
  if (!isMap(root)) return [{ line: 1, message: 'is no workflow' }];
  const problems: WorkflowProblem[] = [];
  const report = (node: Node | undefined, message: string): void =>
    void problems.push({ line: lines.linePos(node?.range?.[0] ?? 0).line, message });
  for (const name of ['permissions', 'concurrency'])
    if (!root.has(name)) report(root, `${name} must be said for the whole workflow`);
  const permissions = root.get('permissions', true);
  if (isScalar(permissions)) report(permissions, 'permissions must be named one by one');
  for (const job of mapsIn(root.get('jobs'))) checkJob(job, report);
  return problems;
}

type Report = (node: Node | undefined, message: string) => void;

function checkJob(job: YAMLMap, report: Report): void {
  if (!job.has('uses') && !job.has('timeout-minutes')) report(job, 'a job must have timeout-minutes');
  checkPin(job, report);
  const steps = job.get('steps');
  for (const step of isSeq(steps) ? steps.items.filter((item) => isMap(item)) : []) {
    checkPin(step, report);
    const run = step.get('run', true);
    if (isScalar(run) && String(run.value).includes('${{'))
      report(run, 'an expression must not stand in a script: hand it over in env');
  }
}

const PINNED = /^(?:\.\/|[\w.-]+\/[\w./-]+@[0-9a-f]{40}$)/;

function checkPin(place: YAMLMap, report: Report): void {
  const uses = place.get('uses', true);
  if (!isScalar(uses)) return;
  if (!PINNED.test(String(uses.value))) report(uses, 'an action must be pinned to the full hash of a commit');
  else if (!String(uses.value).startsWith('./') && !/^ v\d/.test(uses.comment ?? ''))
    report(uses, 'the version that a commit stands for must be named in a comment');
}

function mapsIn(node: unknown): readonly YAMLMap[] {
  return isMap(node) ? node.items.flatMap((pair: Pair) => (isMap(pair.value) ? [pair.value] : [])) : [];
}
