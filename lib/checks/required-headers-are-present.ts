import type { SchemaVerdict } from '../contract/contract.ts';
import type { JsonValue } from '../core/json.ts';
import { headerOf } from '../exchange/exchange.ts';
import type { Observation } from '../findings/finding.ts';
import type { Place } from '../findings/place.ts';
import { declaredResponse, quote } from './answer-facts.ts';
import { type Check, type CheckContext, judgeBy, skip, unsupported } from './check.ts';

/** Response headers that are declared as required are there, and every declared one is of its schema (OpenAPI 3.1, header object). */
export const requiredHeadersArePresent: Check = {
  id: 'required-headers-are-present',
  title: 'Declared response headers are there and valid',
  clause: 'OpenAPI 3.1, header object',
  rules: ['header.missing', 'header.schema'],
  evaluate: (context) => {
    const headers = declaredResponse(context)?.headers ?? [];
    // Content-Type is described by the media type, not as a header (OpenAPI 3.1, response object).
    const judged = headers.filter(({ name }) => name.toLowerCase() !== 'content-type');
    if (judged.length === 0) return skip('no response headers are declared');
    const observations = judged.flatMap((header) => observe(context, header));
    const [unjudged] = judged.flatMap((header) => unjudgedOf(context, header));
    return observations.length === 0 && unjudged !== undefined ? unsupported(unjudged) : judgeBy(observations);
  },
};

type DeclaredHeader = NonNullable<ReturnType<typeof declaredResponse>>['headers'][number];

function observe(context: CheckContext, header: DeclaredHeader): readonly Observation[] {
  const { answer } = context;
  const seen = headerOf(answer.headers, header.name);
  const place: Place = { kind: 'header', name: header.name.toLowerCase(), status: answer.status };
  if (seen === undefined) {
    return header.required
      ? [{ rule: 'header.missing', place, clause: header.pointer, expected: `a header ${header.name}`, seen: 'none' }]
      : [];
  }
  if (header.schemaPointer === undefined) return [];
  const verdicts = judgeText(context, header.schemaPointer, seen);
  if (verdicts.some(({ kind }) => kind !== 'invalid')) return [];
  const expected = `a value of ${header.name} that its schema allows`;
  return [{ rule: 'header.schema', place, clause: header.schemaPointer, expected, seen: quote(context, seen) }];
}

/** Why a header that is there cannot be held against its schema. */
function unjudgedOf(context: CheckContext, { name, schemaPointer }: DeclaredHeader): readonly string[] {
  const seen = headerOf(context.answer.headers, name);
  if (seen === undefined || schemaPointer === undefined) return [];
  const verdicts = judgeText(context, schemaPointer, seen);
  if (verdicts.some(({ kind }) => kind === 'valid')) return [];
  return verdicts.flatMap((verdict) => (verdict.kind === 'unsupported' ? [`header ${name}: ${verdict.reason}`] : []));
}

function judgeText({ contract }: CheckContext, schemaPointer: string, text: string): readonly SchemaVerdict[] {
  return readingsOf(text).map((value) => contract.judge(schemaPointer, value));
}

/** A header is text on the wire; its schema may speak of a number or a boolean. */
function readingsOf(text: string): readonly JsonValue[] {
  const readings: JsonValue[] = [text];
  if (/^-?\d+(?:\.\d+)?$/.test(text)) readings.push(Number(text));
  if (text === 'true' || text === 'false') readings.push(text === 'true');
  return readings;
}
