import { answerWithBody, isClientError, isPage, responsesPointer, textOf } from './answer-facts.ts';
import { judgeBy, PASSED, type Check } from './check.ts';

/** Every operation of the contract is routed: a 404, 405 or 501 of the router is not an answer of the operation. */
export const operationExists: Check = {
  id: 'operation-exists',
  title: 'The operation is routed',
  clause: 'OpenAPI 3.1, paths object',
  rules: ['surface.method-refused', 'surface.operation-missing'],
  evaluate: (context) => {
    const { answer } = context;
    const place = 'status';
    const clause = responsesPointer(context).replace(/\/responses$/, '');
    if (answer.status === 405 || answer.status === 501) {
      const rule = answer.status === 405 ? 'surface.method-refused' : 'surface.operation-missing';
      return judgeBy([
        { rule, place, clause, expected: 'the operation to be there', seen: `${answer.status} of the router` },
      ]);
    }
    const isRouters404 =
      answer.status === 404 &&
      isClientError(answer.status) &&
      !answerWithBody(answer) &&
      /not found/i.test(textOf(answer)) &&
      !isPage(answer);
    if (!isRouters404) return PASSED;
    return judgeBy([
      {
        rule: 'surface.operation-missing',
        place,
        clause,
        expected: 'the operation to be there',
        seen: '404 of the router, in plain text',
      },
    ]);
  },
};
