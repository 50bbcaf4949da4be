import { isPage, isSuccess } from './answer-facts.ts';
import { judgeBy, PASSED, skip, type Check } from './check.ts';

/** A method that the contract does not have on a path is not answered there (OpenAPI 3.1, path item object; RFC 9110, section 15.5.6). */
export const methodIsNotRouted: Check = {
  id: 'method-is-not-routed',
  title: 'A method that is not declared is not answered',
  clause: 'OpenAPI 3.1, path item object; RFC 9110, section 15.5.6',
  rules: ['surface.method-undocumented'],
  judgesOutside: true,
  evaluate: (context) => {
    const { step, answer, operation } = context;
    if (step.purpose !== 'probe' || step.expectation.kind !== 'unrouted') return skip('the operation is declared');
    if (!isSuccess(answer.status) || isPage(answer)) return PASSED;
    const { method } = step.request;
    return judgeBy([
      {
        rule: 'surface.method-undocumented',
        place: `method ${method}`,
        clause: operation.pointer.slice(0, operation.pointer.lastIndexOf('/')),
        expected: `no ${method} on this path`,
        seen: `answered with ${answer.status}`,
      },
    ]);
  },
};
