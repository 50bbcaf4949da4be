import type { Occurrence } from '../findings/finding.ts';
import type { JournalLine, ProposedEdit, Reconciliation } from '../findings/run-record.ts';
import type { Expectations } from '../contract/lay-overlays.ts';
import { err, type Result } from '../core/result.ts';
import type { Plan } from '../cases/plan.ts';
import { isReconcilable, proposeEdits } from './propose-edits.ts';
import { proveEdit, type Edition, type Proof, type ProofOptions } from './prove-edit.ts';
import { answersBehind, exchangesByCase } from './recorded-answers.ts';

interface ReconcileOptions extends Omit<ProofOptions, 'recorded'> {
  readonly plan: Plan;
  readonly expectations: Expectations;
  readonly journal: readonly JournalLine[];
}

/** A limit, since to try an edit means to judge all answers of its operations again. */
const MOST_TRIED = 60;

/**
 * Finds edits of the contract that make findings of shape go, about which the deployment may be right. Each is proven on the
 * recorded answers with those before it in place. Undefined if no finding is of that kind.
 */
export async function reconcile(
  findings: readonly Occurrence[],
  { plan, expectations, journal, ...options }: ReconcileOptions,
): Promise<Reconciliation | undefined> {
  const candidates = findings.filter(isReconcilable);
  if (candidates.length === 0) return undefined;
  const { contract, data } = options.context;
  const recorded = { data, exchanges: exchangesByCase(journal) };
  let edition: Edition = { contract, expectations, sequences: plan.sequences, judged: new Map() };
  const edits: ProposedEdit[] = [];
  const unreconciled: { fingerprint: string; reason: string }[] = [];
  const settled = new Set<string>();
  const reported = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  for (const [tried, finding] of candidates.entries()) {
    if (settled.has(finding.fingerprint)) continue;
    const found =
      tried < MOST_TRIED
        ? await findEdit({ ...options, recorded }, edition, finding)
        : err(`no edit was looked for: there are more than ${MOST_TRIED} findings of shape`);
    if (!found.ok) {
      unreconciled.push({ fingerprint: finding.fingerprint, reason: found.error });
      continue;
    }
    const { title, actions, gone } = found.value;
    const fingerprints = [...gone].filter((fingerprint) => reported.has(fingerprint)).sort();
    const answers = fingerprints
      .flatMap((fingerprint) => reported.get(fingerprint) ?? [])
      .reduce((sum, each) => sum + answersBehind(each, recorded.exchanges).length, 0);
    edits.push({ title, fingerprints, answers, actions });
    for (const fingerprint of fingerprints) settled.add(fingerprint);
    edition = found.value.edition;
  }
  return { edits, unreconciled: unreconciled.filter(({ fingerprint }) => !settled.has(fingerprint)) };
}

/** Returns the first edit that is proven; if none is, the reason why the first one is not. */
async function findEdit(
  options: ProofOptions,
  edition: Edition,
  finding: Occurrence,
): Promise<Result<Proof & Pick<ProposedEdit, 'title' | 'actions'>>> {
  const proposed = proposeEdits(edition.contract, finding, options.recorded.exchanges);
  if (!proposed.ok) return proposed;
  let failure: Result<never> | undefined;
  for (const edit of proposed.value) {
    const proof = await proveEdit(options, edition, { finding, edit });
    if (proof.ok) return { ok: true, value: { ...proof.value, title: edit.title, actions: edit.actions } };
    failure ??= proof;
  }
  return failure ?? err('no edit is known');
}
