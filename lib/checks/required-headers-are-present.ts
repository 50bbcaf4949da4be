import type { JsonValue } from '../core/json.ts';
import { headerOf } from '../exchange/exchange.ts';
import type { Observation } from '../findings/finding.ts';
import { declaredResponse } from './answer-facts.ts';
import { judgeBy, skip, type Check, type CheckContext } from './check.ts';

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
    return judgeBy(judged.flatMap((header) => observe(context, header)));
  },
};

type DeclaredHeader = NonNullable<ReturnType<typeof declaredResponse>>['headers'][number];

function observe({ answer, contract }: CheckContext, header: DeclaredHeader): readonly Observation[] {
  const seen = headerOf(answer.headers, header.name);
  const place = `header ${header.name.toLowerCase()} of ${answer.status}`;
  if (seen === undefined) {
    return header.required
      ? [{ rule: 'header.missing', place, clause: header.pointer, expected: `a header ${header.name}`, seen: 'none' }]
      : [];
  }
  if (header.schemaPointer === undefined) return [];
  const isValid = readingsOf(seen).some(
    (value) => contract.judge(header.schemaPointer ?? '', value).kind !== 'invalid',
  );
  return isValid
    ? []
    : [
        {
          rule: 'header.schema',
          place,
          clause: header.schemaPointer,
          expected: `a ${header.name} of its schema`,
          seen: JSON.stringify(seen),
        },
      ];
}

/** A header is text on the wire; its schema may speak of a number or a boolean. */
function readingsOf(text: string): readonly JsonValue[] {
  const readings: JsonValue[] = [text];
  if (/^-?\d+(?:\.\d+)?$/.test(text)) readings.push(Number(text));
  if (text === 'true' || text === 'false') readings.push(text === 'true');
  return readings;
}
