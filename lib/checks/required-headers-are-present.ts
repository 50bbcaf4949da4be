import type { SchemaVerdict } from '../contract/contract.ts';
import { parseJson } from '../core/parse-json.ts';
import type { Observation } from '../findings/finding.ts';
import type { Place } from '../findings/place.ts';
import { declaredResponse, isJsonMediaType, quote } from './answer-facts.ts';
import { type Check, type CheckContext, judgeBy, skip, unsupported } from './check.ts';
import { readingsOf } from './header-readings.ts';

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
  const seen = valueOf(answer.headers, header.name);
  const place: Place = { kind: 'header', name: header.name.toLowerCase(), status: answer.status };
  if (seen === undefined) {
    return header.required
      ? [{ rule: 'header.missing', place, clause: header.pointer, expected: `a header ${header.name}`, seen: 'none' }]
      : [];
  }
  const verdicts = judgeHeader(context, header, seen);
  if (verdicts.length === 0 || verdicts.some(({ kind }) => kind !== 'invalid')) return [];
  const expected = `a value of ${header.name} that its schema allows`;
  const clause = header.schemaPointer ?? header.pointer;
  return [{ rule: 'header.schema', place, clause, expected, seen: quote(context, seen) }];
}

/** Several lines of one name are one value (RFC 9110, section 5.3). */
function valueOf(headers: CheckContext['answer']['headers'], name: string): string | undefined {
  const lines = headers.filter(([candidate]) => candidate.toLowerCase() === name.toLowerCase());
  return lines.length === 0 ? undefined : lines.map(([, value]) => value).join(', ');
}

/** Why a header that is there cannot be held against its schema. */
function unjudgedOf(context: CheckContext, header: DeclaredHeader): readonly string[] {
  const seen = valueOf(context.answer.headers, header.name);
  if (seen === undefined) return [];
  const verdicts = judgeHeader(context, header, seen);
  if (verdicts.some(({ kind }) => kind === 'valid')) return [];
  const reasons = verdicts.flatMap((verdict) => (verdict.kind === 'unsupported' ? [verdict.reason] : []));
  return reasons.map((reason) => `header ${header.name}: ${reason}`);
}

/** The verdict on each way to read a header; none where nothing is declared of it. */
function judgeHeader({ contract }: CheckContext, header: DeclaredHeader, text: string): readonly SchemaVerdict[] {
  const { schemaPointer, mediaType, explode } = header;
  if (mediaType !== undefined && isJsonMediaType(mediaType)) {
    const parsed = parseJson(text);
    if (parsed.kind !== 'json') return [{ kind: 'invalid', violations: [] }];
    return schemaPointer === undefined ? [] : [contract.judge(schemaPointer, parsed.value, text)];
  }
  if (schemaPointer === undefined) return [];
  const readings = mediaType === undefined ? readingsOf(contract, schemaPointer, { text, explode }) : [text];
  return readings.map((value) => contract.judge(schemaPointer, value));
}
