import type { Finding } from '../../findings/finding.ts';
import { groupFindings } from '../../findings/group-findings.ts';
import { responsibleFor } from '../../findings/responsibility.ts';
import type { MatrixCell, RunFacts, RunRecord } from '../../findings/run-record.ts';
import { findRule } from '../../findings/select-rule.ts';
import { describeClause, describeOperation, titleOfRule, titleOfTier } from '../describe-record.ts';
import { rerunFinding } from '../rerun-command.ts';
import type { CellView, ExchangeView, FindingState, FindingView, GroupView, Named, PageData } from './view.ts';
import { TIERS } from '../../contract/callers.ts';

/** What the page shows of findings and matrix, from a record whose texts are printable. */
export function buildPageData(
  record: RunRecord,
  exchanges: readonly ExchangeView[],
  parts: ReadonlyMap<string, string> = new Map(),
): PageData {
  const stateOf = statesOf(record);
  const { profile, seed, faults, contract } = record.run;
  const { envFile } = record.run.target;
  return {
    findings: record.findings.map((finding) =>
      viewOf(finding, stateOf(finding.fingerprint), { run: record.run, part: parts.get(finding.fingerprint) ?? '' }),
    ),
    groups: groupsOf(record.findings),
    cells: record.matrix.map(cellOf),
    exchanges,
    tiers: columnsOf(record.matrix),
    hasBaseline: record.drift !== undefined,
    facts: { profile, seed, faults, contract, target: envFile === undefined ? {} : { envFile } },
  };
}

function statesOf({ drift }: RunRecord): (fingerprint: string) => FindingState {
  const known = new Set(drift?.stillThere.map((each) => each.fingerprint));
  const lapsed = new Set(drift?.expired.map((each) => each.fingerprint));
  const worse = new Set(drift?.worse.map((each) => each.fingerprint));
  return (fingerprint) =>
    known.has(fingerprint) ? 'known' : lapsed.has(fingerprint) ? 'lapsed' : worse.has(fingerprint) ? 'worse' : 'new';
}

function viewOf(
  finding: Finding,
  state: FindingState,
  { run, part }: { readonly run: RunFacts; readonly part: string },
): FindingView {
  const { fingerprint, severity, rule, place, expected, seen, why, reproduce, cases, tier = '' } = finding;
  const known = findRule(rule);
  return {
    fingerprint,
    severity,
    rule,
    area: rule.split('.')[0] ?? rule,
    ruleTitle: titleOfRule(rule),
    operation: finding.operationId,
    endpoint: describeOperation(finding),
    service: serviceOf(reproduce),
    tier,
    tierTitle: tier === '' ? '' : titleOfTier(tier),
    place,
    clause: describeClause(finding.clause),
    pointer: finding.clause.pointer,
    quote: finding.clause.quote ?? '',
    expected,
    seen,
    part,
    why,
    attack: finding.attack ?? '',
    fix: known?.fix ?? '',
    restsOn: known?.clause ?? '',
    responsible: responsibleFor(finding),
    state,
    reproduce,
    rerun: rerunFinding(finding, run),
    cases,
  };
}

/** Which service is called; the command that reproduces the finding names its base address. */
function serviceOf(command: string): string {
  if (command.includes('TENANT_BASE_URL')) return 'tenant';
  return command.includes('CP_BASE_URL') ? 'control plane' : '';
}

function groupsOf(findings: readonly Finding[]): readonly GroupView[] {
  const places = new Map(findings.map((finding, index) => [finding.fingerprint, index]));
  return groupFindings(findings).map(({ title, members }) => ({
    title,
    members: members.flatMap((fingerprint) => places.get(fingerprint) ?? []),
  }));
}

function cellOf({
  operationId,
  tier,
  variant = '',
  expected,
  access,
  observed,
  verdict,
  caseId,
  reason = '',
  followsFrom = '',
}: MatrixCell): CellView {
  return { operation: operationId, tier, variant, expected, access, observed, verdict, caseId, reason, followsFrom };
}

/** The tiers that occur, in the order of their columns; unknown ones last. */
function columnsOf(matrix: readonly MatrixCell[]): readonly Named[] {
  const seen = new Set(matrix.map((cell) => cell.tier));
  const known = TIERS.map((tier) => tier.id).filter((id) => seen.has(id));
  const unknown = [...seen].filter((id) => !known.includes(id)).sort();
  return [...known, ...unknown].map((id) => ({ id, title: titleOfTier(id) }));
}
