import { defined } from '../../core/defined.ts';
import type { Exchange, HeaderLine, SeenBody } from '../../exchange/exchange.ts';
import type { Finding, Occurrence } from '../../findings/finding.ts';
import { occurrencesOf } from '../../findings/merge-into-causes.ts';
import { printPlace } from '../../findings/place.ts';
import type { Evidence, MatrixCell, RunFacts, RunRecord } from '../../findings/run-record.ts';
import { rerunFinding } from '../commands.ts';
import {
  describeClause,
  describeOperation,
  driftStateOf,
  listColumns,
  titleOfRule,
  titleOfTier,
} from '../describe-record.ts';
import { cutText, toPrintable } from '../safe-text.ts';
import type { CellView, ExchangeView, FindingState, FindingView, GroupView, PageData } from './page-data.ts';
import { findRule, responsibleFor } from '../../rules/rules.ts';

/** Builds the data of the parts of the page that react, from a record whose texts are printable. */
export function buildPageData(
  record: RunRecord,
  exchanges: readonly ExchangeView[],
  parts: ReadonlyMap<string, string> = new Map(),
): PageData {
  const stateOf = statesOf(record);
  const { profile, seed, faults, contract } = record.run;
  const { envFile } = record.run.target;
  return {
    findings: record.findings.flatMap((finding) =>
      finding.occurrences.map((occurrence, index) =>
        toFindingView(occurrence, {
          run: record.run,
          cause: finding.fingerprint,
          anchor: index === 0 ? finding.fingerprint : occurrence.fingerprint,
          state: stateOf(finding),
          part: parts.get(occurrence.fingerprint) ?? '',
        }),
      ),
    ),
    groups: groupsOf(record.findings, stateOf),
    cells: record.matrix.map(toCellView),
    exchanges,
    tiers: listColumns(record.matrix).map((id) => ({ id, title: titleOfTier(id) })),
    hasBaseline: record.drift !== undefined,
    facts: { profile, seed, faults, contract, target: defined({ envFile }) },
  };
}

function statesOf(record: RunRecord): (finding: Finding) => FindingState {
  const lapsed = new Set(record.drift?.expired.map((each) => each.fingerprint));
  return (finding) => {
    const state = driftStateOf(finding, record);
    if (state === 'unchanged') return 'known';
    if (state === 'updated') return 'worse';
    return [finding, ...finding.occurrences].some(({ fingerprint }) => lapsed.has(fingerprint)) ? 'lapsed' : 'new';
  };
}

interface ViewContext extends Pick<FindingView, 'cause' | 'anchor' | 'state' | 'part'> {
  readonly run: RunFacts;
}

function toFindingView(finding: Occurrence, { run, ...context }: ViewContext): FindingView {
  const { fingerprint, severity, rule, place, expected, seen, why, reproduce, cases, tier = '' } = finding;
  const known = findRule(rule);
  return {
    fingerprint,
    ...context,
    severity,
    rule,
    area: rule.split('.')[0] ?? rule,
    ruleTitle: titleOfRule(rule),
    operation: finding.operationId,
    endpoint: describeOperation(finding),
    service: serviceOf(reproduce),
    tier,
    tierTitle: tier === '' ? '' : titleOfTier(tier),
    place: printPlace(place),
    clause: describeClause(finding.clause),
    pointer: finding.clause.pointer,
    quote: finding.clause.quote ?? '',
    expected,
    seen,
    why,
    attack: finding.attack ?? '',
    fix: known?.fix ?? '',
    restsOn: known?.clause ?? '',
    responsible: responsibleFor(finding),
    reproduce,
    rerun: rerunFinding(finding, run),
    cases,
  };
}

/** Returns the service that is called, by the base address in the command that reproduces the finding. */
function serviceOf(command: string): string {
  if (command.includes('TENANT_BASE_URL')) return 'tenant';
  return command.includes('CP_BASE_URL') ? 'control plane' : '';
}

function groupsOf(findings: readonly Finding[], stateOf: (finding: Finding) => FindingState): readonly GroupView[] {
  let place = 0;
  return findings.map((finding) => ({
    fingerprint: finding.fingerprint,
    title: `${titleOfRule(finding.rule)} (${printPlace(finding.place)})`,
    severity: finding.severity,
    expected: finding.expected,
    seen: finding.seen,
    state: stateOf(finding),
    members: finding.occurrences.map(() => place++),
  }));
}

function toCellView({
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

const MOST_CHARACTERS = 600_000;
const LONGEST_BODY = 4_000;

/** Builds the exchanges behind the findings, those of the worst first, up to a size that keeps the page light. */
export function buildExchanges({
  findings,
  evidence,
}: Pick<RunRecord, 'findings' | 'evidence'>): readonly ExchangeView[] {
  const byCase = new Map<string, Evidence[]>();
  for (const each of evidence) byCase.set(each.caseId, [...(byCase.get(each.caseId) ?? []), each]);
  const occurrences = occurrencesOf(findings);
  const worstCases = findings.map((finding) => finding.cases[0] ?? '');
  const firstCases = occurrences.map(({ cases }) => cases[0] ?? '');
  const otherCases = occurrences.flatMap(({ cases }) => cases.slice(1, 2));
  const shown: ExchangeView[] = [];
  let characters = 0;
  for (const caseId of new Set([...worstCases, ...firstCases, ...otherCases])) {
    const views = (byCase.get(caseId) ?? []).map(toExchangeView);
    characters += views.reduce((sum, view) => sum + view.request.length + view.answer.length, 0);
    if (characters > MOST_CHARACTERS) return shown;
    shown.push(...views);
  }
  return shown;
}

function toExchangeView({ caseId, purpose, exchange }: Evidence): ExchangeView {
  return {
    caseId: toPrintable(caseId),
    purpose: toPrintable(purpose),
    outcome: toPrintable(describeOutcome(exchange)),
    request: renderRequest(exchange),
    answer: renderAnswer(exchange),
  };
}

function describeOutcome({ outcome, durationMs }: Exchange): string {
  const what = outcome.kind === 'answered' ? `answered ${outcome.status}` : `no answer: ${outcome.reason}`;
  return `${what} after ${Math.round(durationMs)} ms`;
}

function renderRequest({ request }: Exchange): string {
  return joinMessage(`${request.method} ${request.url}`, request.headers, request.body ?? '');
}

function renderAnswer({ outcome }: Exchange): string {
  if (outcome.kind === 'failed') return printLines(outcome.detail);
  return joinMessage(`HTTP ${outcome.status}`, outcome.headers, bodyText(outcome.body));
}

function bodyText(body: SeenBody): string {
  if (body.kind === 'empty') return '';
  return body.kind === 'json' ? JSON.stringify(body.value, undefined, 2) : body.text;
}

function joinMessage(first: string, headers: readonly HeaderLine[], body: string): string {
  const head = [first, ...headers.map(([name, value]) => `${name}: ${value}`)].map(toPrintable);
  return [...head, ...(body === '' ? [] : ['', printLines(body)])].join('\n');
}

/** Makes each line of a text printable. */
function printLines(text: string): string {
  return cutText(text, LONGEST_BODY).split(/\r?\n/).map(toPrintable).join('\n');
}

/**
 * Makes every text of a record printable, so that nothing a deployment sends can hide, reorder or imitate anything on the
 * page. Quotes keep their lines. The evidence is left out, because `buildExchanges` makes its messages printable line by line.
 */
export function toPrintableRecord(record: RunRecord): RunRecord {
  const known = new Map<string, string>();
  const show = (text: string): string => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const shown = toPrintable(text);
    known.set(text, shown);
    return shown;
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return show(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        show(name),
        name === 'quote' && typeof member === 'string' ? member.split(/\r?\n/).map(show).join('\n') : walk(member),
      ]),
    );
  };
  // Only texts change, and those of closed sets are printable already.
  return walk({ ...record, evidence: [] }) as RunRecord;
}
