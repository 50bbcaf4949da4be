import { scanJson } from '../core/scan-json.ts';
import type { Observation } from '../findings/finding.ts';
import { printPlace } from '../findings/place.ts';
import { declaredContent, declaredResponse, responsesPointer } from './answer-facts.ts';
import { createPlacer } from './body-place.ts';
import { type Check, judgeBy, skip } from './check.ts';

/** No object of a body has two members of one name: parsers differ in which of them they read (RFC 8259, section 4). */
export const memberNamesAreUnique: Check = {
  id: 'member-names-are-unique',
  title: 'No object has two members of one name',
  clause: 'RFC 8259, section 4; RFC 7493, section 2.3',
  rules: ['body.duplicate-member'],
  evaluate: (context) => {
    const { answer, contract } = context;
    if (answer.body.kind !== 'json') return skip('the body is no JSON');
    const { text, value } = answer.body;
    const place = createPlacer(contract, declaredContent(context)?.schemaPointer ?? '');
    const observations = scanJson(text).duplicates.map((pointer): Observation => ({
      rule: 'body.duplicate-member',
      place: { kind: 'body', status: answer.status, pointer: place(value, pointer) },
      clause: declaredResponse(context)?.pointer ?? responsesPointer(context),
      expected: 'each name once',
      seen: 'two members of this name in one object',
    }));
    return judgeBy([...new Map(observations.map((each) => [printPlace(each.place), each])).values()]);
  },
};
