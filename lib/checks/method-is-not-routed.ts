import { parentOf } from '../core/pointer.ts';
import { headerOf } from '../exchange/exchange.ts';
import type { Observation } from '../findings/finding.ts';
import { isPage } from '../exchange/page.ts';
import { isSuccess } from '../exchange/status.ts';
import { judgeBy, skip, type Check, type CheckContext } from './check.ts';

/**
 * A method that the contract does not have on a path is not answered there (OpenAPI 3.1, path item object), and a 405 names
 * those that are (RFC 9110, sections 10.2.1 and 15.5.6).
 */
export const methodIsNotRouted: Check = {
  id: 'method-is-not-routed',
  title: 'A method that is not declared is not answered',
  clause: 'OpenAPI 3.1, path item object; RFC 9110, sections 10.2.1 and 15.5.6',
  rules: ['header.allow', 'surface.allow-mismatch', 'surface.method-undocumented'],
  judgesOutside: true,
  evaluate: (context) => {
    const { step, answer } = context;
    if (step.purpose !== 'probe' || step.expectation.kind !== 'unrouted') return skip('the operation is declared');
    if (isSuccess(answer.status) && !isPage(answer)) return judgeBy([answered(context)]);
    return judgeBy([...missingAllow(context), ...otherAllow(context)]);
  },
};

function answered(context: CheckContext): Observation {
  const { method } = context.step.request;
  return {
    rule: 'surface.method-undocumented',
    place: { kind: 'method', method },
    clause: pathOf(context),
    expected: `no ${method} on this path`,
    seen: `answered with ${context.answer.status}`,
  };
}

function missingAllow(context: CheckContext): readonly Observation[] {
  const { answer } = context;
  if (answer.status !== 405 || headerOf(answer.headers, 'allow') !== undefined) return [];
  return [
    {
      rule: 'header.allow',
      place: { kind: 'header', name: 'allow', status: 405 },
      clause: pathOf(context),
      expected: `the methods of the path: ${declaredMethods(context).join(', ')}`,
      seen: 'none',
    },
  ];
}

/** Methods that are not compared: HEAD comes with GET, and OPTIONS with every path. */
const IMPLIED = new Set(['HEAD', 'OPTIONS']);

function otherAllow(context: CheckContext): readonly Observation[] {
  const allow = headerOf(context.answer.headers, 'allow');
  if (allow === undefined) return [];
  const named = allow
    .split(',')
    .map((method) => method.trim())
    .filter((method) => method !== '' && !IMPLIED.has(method));
  const declared = declaredMethods(context);
  const isSame = named.length === declared.length && declared.every((method) => named.includes(method));
  if (isSame) return [];
  return [
    {
      rule: 'surface.allow-mismatch',
      place: { kind: 'header', name: 'allow' },
      clause: pathOf(context),
      expected: declared.join(', '),
      seen: named.length === 0 ? 'no method' : [...named].sort().join(', '),
    },
  ];
}

function declaredMethods({ contract, operation }: CheckContext): readonly string[] {
  return contract.operations
    .filter(({ path, service }) => path === operation.path && service === operation.service)
    .map(({ method }) => method)
    .filter((method) => !IMPLIED.has(method))
    .sort();
}

function pathOf({ operation }: CheckContext): string {
  return parentOf(operation.pointer);
}
