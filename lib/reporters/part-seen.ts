import { isJsonObject, type JsonValue } from '../core/json.ts';
import { unescapeToken } from '../core/pointer.ts';
import type { Answer } from '../exchange/exchange.ts';
import type { Occurrence } from '../findings/finding.ts';
import type { Place } from '../findings/place.ts';
import { JUDGED_WHEN_ROUTED, MET, type Evidence, type RunRecord } from '../findings/run-record.ts';
import { findRule } from '../rules/rules.ts';
import { cutText } from './safe-text.ts';

const MOST_CHARACTERS = 300;

/**
 * Shows the part of a recorded answer that a finding is about, after the status: `HTTP 401, no www-authenticate`. Empty if
 * no answer was kept. Secrets were replaced when the exchange was made.
 */
export function partSeen(finding: Occurrence, { evidence }: Pick<RunRecord, 'evidence'>): string {
  const answer = answerOf(finding, evidence);
  return answer === undefined ? '' : cutText(partAt(finding.place, answer), MOST_CHARACTERS);
}

function answerOf({ rule, cases, operationId, place }: Occurrence, evidence: readonly Evidence[]): Answer | undefined {
  const seenIn = place.seenIn ?? operationId;
  for (const caseId of cases) {
    const answers = evidenceOf(caseId, evidence)
      .filter((each) => each.operationId === seenIn && isShownFor(rule, each.purpose))
      .sort((left, right) => Number(isRouted(right)) - Number(isRouted(left)))
      .flatMap(({ exchange: { outcome } }) => (outcome.kind === 'answered' ? [outcome] : []));
    const found = answers.find((answer) => fits(place, answer)) ?? answers[0];
    if (found !== undefined) return found;
  }
  return undefined;
}

const SHOWN: ReadonlySet<string> = new Set(['probe', 'verify', MET]);

/** Answers with all routing headers count in place of the first ones, but for what is found about routing. */
function isShownFor(rule: string, purpose: string): boolean {
  return SHOWN.has(purpose) || (JUDGED_WHEN_ROUTED.includes(purpose) && findRule(rule)?.about !== 'routing');
}

function isRouted({ purpose }: Evidence): boolean {
  return JUDGED_WHEN_ROUTED.includes(purpose);
}

function fits(place: Place, { status }: Answer): boolean {
  if (place.kind === 'error-body') return status >= 400;
  return !('status' in place) || place.status === status;
}

const byCase = new WeakMap<readonly Evidence[], ReadonlyMap<string, readonly Evidence[]>>();

/** Finds evidence by case, by an index: a record may hold ten thousand findings and as many exchanges. */
function evidenceOf(caseId: string, evidence: readonly Evidence[]): readonly Evidence[] {
  let index = byCase.get(evidence);
  if (index === undefined) {
    const made = new Map<string, Evidence[]>();
    for (const each of evidence) {
      const others = made.get(each.caseId);
      if (others === undefined) made.set(each.caseId, [each]);
      else others.push(each);
    }
    index = made;
    byCase.set(evidence, index);
  }
  return index.get(caseId) ?? [];
}

function partAt(place: Place, { status, headers, body }: Answer): string {
  const statusLine = `HTTP ${status}`;
  switch (place.kind) {
    case 'header':
      return `${statusLine}, ${describeHeader(headers, place.name)}`;
    case 'media-type':
      return `${statusLine}, ${describeHeader(headers, 'content-type')}`;
    case 'body':
    case 'error-body': {
      if (body.kind === 'empty') return statusLine;
      const pointer = place.kind === 'body' ? (place.pointer ?? '') : '';
      return `${statusLine}, ${body.kind === 'text' ? body.text : describeMember(body.value, pointer)}`;
    }
    default:
      return statusLine;
  }
}

function describeHeader(headers: Answer['headers'], wanted: string): string {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.join(': ') ?? `no ${wanted}`;
}

/** Shows the member as JSON with its name; if it is missing, the object or list around it. */
function describeMember(body: JsonValue, pointer: string): string {
  let value: JsonValue = body;
  let path = '';
  for (const token of pointer.split('/').slice(1)) {
    const name: string = unescapeToken(token);
    const next: JsonValue | undefined = memberOf(value, name);
    if (name === '' || next === undefined) break;
    value = next;
    path = `${path}/${token}`;
  }
  return `${path === '' ? '' : `${path}: `}${JSON.stringify(value)}`;
}

function memberOf(value: JsonValue, name: string): JsonValue | undefined {
  // `*` stands for any item of a list, or any member of a map.
  if (Array.isArray(value)) return (value as readonly JsonValue[])[name === '*' ? 0 : Number(name)];
  if (!isJsonObject(value)) return undefined;
  if (Object.hasOwn(value, name)) return value[name];
  return name === '*' ? Object.values(value)[0] : undefined;
}
