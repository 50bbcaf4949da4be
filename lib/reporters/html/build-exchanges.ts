import type { Exchange, HeaderLine, SeenBody } from '../../exchange/exchange.ts';
import type { Evidence, RunRecord } from '../../findings/run-record.ts';
import { cutText, toPrintable } from '../safe-text.ts';
import type { ExchangeView } from './view.ts';

const MOST_CHARACTERS = 600_000;
const LONGEST_BODY = 4_000;

/** The exchanges behind the findings, those of the worst first, as many as leave the page light. */
export function buildExchanges({
  findings,
  evidence,
}: Pick<RunRecord, 'findings' | 'evidence'>): readonly ExchangeView[] {
  const byCase = new Map<string, Evidence[]>();
  for (const each of evidence) byCase.set(each.caseId, [...(byCase.get(each.caseId) ?? []), each]);
  const firstCases = findings.map((finding) => finding.cases[0] ?? '');
  const otherCases = findings.flatMap((finding) => finding.cases.slice(1, 2));
  const shown: ExchangeView[] = [];
  let characters = 0;
  for (const caseId of new Set([...firstCases, ...otherCases])) {
    const views = (byCase.get(caseId) ?? []).map(viewOf);
    characters += views.reduce((sum, view) => sum + view.request.length + view.answer.length, 0);
    if (characters > MOST_CHARACTERS) return shown;
    shown.push(...views);
  }
  return shown;
}

function viewOf({ caseId, purpose, exchange }: Evidence): ExchangeView {
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
  return linesOf(`${request.method} ${request.url}`, request.headers, request.body ?? '');
}

function renderAnswer({ outcome }: Exchange): string {
  if (outcome.kind === 'failed') return printLines(outcome.detail);
  return linesOf(`HTTP ${outcome.status}`, outcome.headers, bodyText(outcome.body));
}

function bodyText(body: SeenBody): string {
  if (body.kind === 'empty') return '';
  return body.kind === 'json' ? JSON.stringify(body.value, undefined, 2) : body.text;
}

function linesOf(first: string, headers: readonly HeaderLine[], body: string): string {
  const head = [first, ...headers.map(([name, value]) => `${name}: ${value}`)].map(toPrintable);
  return [...head, ...(body === '' ? [] : ['', printLines(body)])].join('\n');
}

/** Lines stay lines; whatever else changes how a text is shown does not. */
function printLines(text: string): string {
  return cutText(text, LONGEST_BODY).split(/\r?\n/).map(toPrintable).join('\n');
}
