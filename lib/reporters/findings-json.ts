import { groupFindings } from '../findings/group-findings.ts';
import { responsibleFor } from '../findings/responsibility.ts';
import type { RunRecord } from '../findings/run-record.ts';
import { renderJson } from './render-json.ts';
import type { Reporter } from './reporter.ts';

/**
 * What was found, and nothing that varies: two runs of one seed over one contract and an unchanged deployment write the
 * same bytes. Left out are the run's id and times, addresses, figures of requests (retries depend on the network), notes,
 * leftovers and gaps of transport, budget and cleaning up, which say how a run went and not what a deployment is like.
 */
export const findingsJson: Reporter = {
  id: 'findings-json',
  title: 'what was found, the same bytes in every run of one seed',
  fileName: 'findings.json',
  render: (record) => renderJson(selectStable(record)),
};

/** What happened to a run rather than what was found by it. */
const RULES_OF_THE_RUN: ReadonlySet<string> = new Set([
  'gap.transport',
  'gap.budget',
  'gap.interrupted',
  'gap.cleanup',
]);

function selectStable(record: RunRecord): object {
  const { title, version, hash } = record.run.contract;
  return {
    schemaVersion: record.schemaVersion,
    contract: { title, version, hash },
    groups: groupFindings(record.findings).map(({ id, title, severity, rule, count, operations, tiers, members }) => ({
      id,
      title,
      severity,
      rule,
      count,
      operations,
      tiers,
      members,
    })),
    findings: record.findings.map((finding) => ({ ...finding, responsible: responsibleFor(finding) })),
    deviations: record.deviations,
    gaps: record.gaps.filter((gap) => !RULES_OF_THE_RUN.has(gap.rule)),
    matrix: record.matrix,
  };
}
