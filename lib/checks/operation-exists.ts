import { exactResponseFor } from '../contract/contract.ts';
import { isJsonObject } from '../core/json.ts';
import type { Place } from '../findings/place.ts';
import { responsesPointer, textOf } from './answer-facts.ts';
import { judgeBy, PASSED, type Check, type CheckContext } from './check.ts';

/** Every operation of the contract is routed: a 404, 405 or 501 of the router is not an answer of the operation. */
export const operationExists: Check = {
  id: 'operation-exists',
  title: 'The operation is routed',
  clause: 'OpenAPI 3.1, paths object',
  rules: ['surface.method-refused', 'surface.operation-missing'],
  evaluate: (context) => {
    const { answer } = context;
    const place: Place = { kind: 'status' };
    const clause = responsesPointer(context).replace(/\/responses$/, '');
    if (answer.status === 405 || answer.status === 501) {
      const rule = answer.status === 405 ? 'surface.method-refused' : 'surface.operation-missing';
      return judgeBy([
        { rule, place, clause, expected: 'the operation to be there', seen: `${answer.status} of the router` },
      ]);
    }
    if (answer.status !== 404 || !isOfRouter(context)) return PASSED;
    return judgeBy([
      {
        rule: 'surface.operation-missing',
        place,
        clause,
        expected: 'the operation to be there',
        seen: '404 in the words of a router',
      },
    ]);
  },
};

/** The words of routers for a path that they do not have: Go, Traefik, Hono, Kong, Express and Fastify. */
const WORDS_OF_ROUTERS: readonly RegExp[] = [
  /^(?:404\W*)?page not found\W*$/i,
  /^404\W*not found\W*$/i,
  /^(?:the )?(?:requested )?(?:route|path|url|endpoint) (?:was )?not found\W*$/i,
  /^no route\b/i,
  /\bCannot (?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \//,
  /^Route [A-Z]+:\/\S* not found$/,
];

/** "Not found" may be about a thing as well, so it counts only if the operation has no thing that can be missing. */
const BARE = /^not found\W*$/i;

function isOfRouter(context: CheckContext): boolean {
  const text = wordsOf(context);
  const namesThing =
    context.operation.parameters.some((parameter) => parameter.in === 'path') ||
    exactResponseFor(context.operation, 404) !== undefined;
  return WORDS_OF_ROUTERS.some((words) => words.test(text)) || (!namesThing && BARE.test(text) && !isJson(context));
}

function wordsOf({ answer }: CheckContext): string {
  if (answer.body.kind !== 'json') return textOf(answer).trim();
  const message = isJsonObject(answer.body.value) ? answer.body.value['message'] : undefined;
  return typeof message === 'string' ? message.trim() : '';
}

function isJson({ answer }: CheckContext): boolean {
  return answer.body.kind === 'json';
}
