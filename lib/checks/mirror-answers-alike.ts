import { responseFor } from '../contract/contract.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { headerOf, type Answer } from '../exchange/exchange.ts';
import type { Observation } from '../findings/finding.ts';
import type { Place } from '../findings/place.ts';
import { judgeBy, skip, type Check, type CheckContext } from './check.ts';

/** The older address answers in the same shape and says that it is going (RFC 9745, RFC 8594). */
export const mirrorAnswersAlike: Check = {
  id: 'mirror-answers-alike',
  title: 'The older paths answer alike and say that they are going',
  clause: 'RFC 9745 (Deprecation); RFC 8594 (Sunset)',
  rules: ['mirror.differs', 'mirror.unsignalled'],
  judgesOutside: true,
  evaluate: (context) => {
    const { step, control } = context;
    if (step.purpose !== 'probe' || step.expectation.kind !== 'mirrors') return skip('not a mirror');
    if (control === undefined)
      return { kind: 'inconclusive', gap: 'gap.cell-untested', reason: 'the original gave no answer to compare with' };
    return judgeBy([...differences(context, control), ...unsignalled(context, step.expectation.signals)]);
  },
};

function differences(context: CheckContext, control: Answer): readonly Observation[] {
  const { answer, operation } = context;
  const place: Place = { kind: 'mirror', part: 'answer' };
  const clause = responseFor(operation, control.status)?.pointer ?? operation.pointer;
  if (answer.status !== control.status)
    return [
      {
        rule: 'mirror.differs',
        place,
        clause,
        expected: `${control.status}, as the original`,
        seen: String(answer.status),
      },
    ];
  const [seen, wanted] = [shapeOf(answer), shapeOf(control)];
  return seen === wanted ? [] : [{ rule: 'mirror.differs', place, clause, expected: wanted, seen }];
}

function unsignalled({ answer, operation }: CheckContext, signals: readonly string[]): readonly Observation[] {
  const missing = signals.filter((name) => headerOf(answer.headers, name) === undefined);
  if (missing.length === 0) return [];
  // The platform's own rule: clients are to be told before the paths go.
  return [
    {
      rule: 'mirror.unsignalled',
      place: { kind: 'mirror', part: 'headers' },
      clause: operation.pointer,
      expected: signals.join(' and '),
      seen: `no ${missing.join(', no ')}`,
      severity: 'major',
    },
  ];
}

function shapeOf({ body }: Answer): string {
  return body.kind === 'json' ? describe(body.value) : body.kind === 'empty' ? 'no body' : 'text';
}

function describe(value: JsonValue): string {
  if (Array.isArray(value))
    return `a list of ${value.length === 0 ? 'nothing' : describe((value as readonly JsonValue[])[0] ?? null)}`;
  if (!isJsonObject(value)) return 'a value';
  return `an object with ${Object.keys(value).sort().join(', ') || 'nothing'}`;
}
