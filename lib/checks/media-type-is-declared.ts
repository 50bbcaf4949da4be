import { headerOf, mediaTypeOf } from '../exchange/exchange.ts';
import { nameJsonError } from '../exchange/locate-json-error.ts';
import type { Observation } from '../findings/finding.ts';
import type { Place } from '../findings/place.ts';
import { isRedirect } from '../exchange/status.ts';
import { listWords } from '../core/text.ts';
import { declaredContent, declaredResponse, isJsonMediaType, isRefusal } from './answer-facts.ts';
import { type Check, type CheckContext, judgeBy, PASSED, skip } from './check.ts';

/** A body has a declared media type and is what it says it is (OpenAPI 3.1, media type object; RFC 9110, section 8.3). */
export const mediaTypeIsDeclared: Check = {
  id: 'media-type-is-declared',
  title: 'The media type is declared and the body is of it',
  clause: 'OpenAPI 3.1, response object; RFC 9110, section 8.3',
  rules: [
    'media.body-forbidden',
    'media.body-missing',
    'media.charset',
    'media.missing',
    'media.undocumented',
    'media.unparseable',
  ],
  evaluate: (context) => {
    if (isRefusal(context)) return skip('refusals have a check of their own');
    const response = declaredResponse(context);
    if (response === undefined || isRedirect(context.answer.status)) return skip('the status is not declared');
    const found = observe(context);
    return found === undefined ? PASSED : judgeBy([{ clause: response.pointer, ...found }]);
  },
};

function observe(context: CheckContext): Omit<Observation, 'clause'> | undefined {
  const { answer } = context;
  // An answer to HEAD has no body, whatever it would be to GET (RFC 9110, section 9.3.2).
  if (context.exchange.request.method === 'HEAD') return undefined;
  const content = declaredResponse(context)?.content ?? [];
  const place: Place = { kind: 'media-type', status: answer.status };
  if (answer.body.kind === 'empty') {
    // An empty refusal is judged as a refusal.
    if (content.length === 0 || context.step.expectation.kind === 'refused') return undefined;
    return {
      rule: 'media.body-missing',
      place,
      expected: listWords(content.map((each) => each.mediaType)),
      seen: 'no body',
    };
  }
  if (answer.status === 204 || answer.status === 304)
    return { rule: 'media.body-forbidden', place, expected: 'no body', seen: 'a body' };
  const seen = mediaTypeOf(answer.headers);
  if (seen === undefined) return { rule: 'media.missing', place, expected: 'a Content-Type', seen: 'none' };
  if (declaredContent(context) === undefined) {
    return {
      rule: 'media.undocumented',
      place,
      expected: content.length === 0 ? 'no body' : listWords(content.map((each) => each.mediaType)),
      seen,
    };
  }
  if (isJsonMediaType(seen) && answer.body.kind === 'text' && answer.body.isTooDeep !== true)
    return {
      rule: 'media.unparseable',
      place,
      expected: 'JSON',
      seen: nameJsonError(answer.body.text) ?? 'text that is not JSON',
    };
  if (isJsonMediaType(seen) && answer.body.invalidUtf8 === true)
    return { rule: 'media.charset', place, expected: 'UTF-8', seen: 'bytes that are not UTF-8' };
  const charset = /charset="?([^";]+)/i.exec(headerOf(answer.headers, 'content-type') ?? '')?.[1];
  const isOther = isJsonMediaType(seen) && charset !== undefined && charset.toLowerCase() !== 'utf-8';
  return isOther ? { rule: 'media.charset', place, expected: 'UTF-8', seen: charset } : undefined;
}
