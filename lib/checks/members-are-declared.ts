import type { Contract } from '../contract/contract.ts';
import { declaredMembers } from '../contract/declared-members.ts';
import type { JsonValue } from '../core/json.ts';
import { parentOf } from '../core/pointer.ts';
import type { Observation } from '../findings/finding.ts';
import { declaredContent, isRefusal } from './answer-facts.ts';
import { createPlacer, walkBody } from './body-place.ts';
import { judgeBy, skip, type Check } from './check.ts';

/**
 * Every member that is answered stands in the contract, where the contract names members at all, and not as one that is only
 * written (OpenAPI 3.1, schema object; JSON Schema 2020-12 validation, section 9.4).
 */
export const membersAreDeclared: Check = {
  id: 'members-are-declared',
  title: 'Members are declared',
  clause: 'OpenAPI 3.1, schema object',
  rules: ['body.undeclared', 'body.write-only-returned'],
  evaluate: (context) => {
    const { answer, contract } = context;
    const schemaPointer = declaredContent(context)?.schemaPointer;
    if (schemaPointer === undefined || answer.body.kind !== 'json' || isRefusal(context))
      return skip('there is nothing to compare');
    const declared = declaredMembers(contract, schemaPointer);
    const members = new Set(declared.members);
    const open = new Set(declared.open);
    const lax = new Set(declared.lax);
    const writeOnly = new Set(declared.writeOnly);
    const named = new Set([...members].map(parentOf));
    const place = createPlacer(contract, schemaPointer);
    const body = answer.body.value;
    const closed = closedPlaces(contract, schemaPointer, { body, text: answer.body.text, place });
    const found = new Map<string, Observation>();
    for (const [at, name] of walkBody(body)) {
      const where = place(body, at);
      const parent = parentOf(where);
      if (writeOnly.has(where)) {
        found.set(where, {
          rule: 'body.write-only-returned',
          place: { kind: 'body', status: answer.status, pointer: where },
          clause: schemaPointer,
          expected: 'no member that is only written',
          seen: `a member "${name}"`,
        });
      }
      // A free-form object declares no members, so none of its members is undeclared.
      if (name === '' || where.endsWith('/*') || members.has(where) || !named.has(parent)) continue;
      // An object that lets anything in may have more, which is worth a word but no drift.
      const isLax = lax.has(parent);
      if (closed.has(where) || (open.has(parent) && !isLax)) continue;
      found.set(where, {
        rule: 'body.undeclared',
        place: { kind: 'body', status: answer.status, pointer: where },
        clause: schemaPointer,
        expected: isLax
          ? 'the members that the contract names; it allows others'
          : 'only members that the contract names',
        seen: `a member "${name}"`,
        ...(isLax ? { severity: 'info' } : {}),
      });
    }
    return judgeBy([...found.values()]);
  },
};

/** Lists extra members of closed objects: they violate the schema, and are reported by `body.closed-extra`. */
function closedPlaces(
  contract: Contract,
  schemaPointer: string,
  { body, text, place }: { body: JsonValue; text: string; place: ReturnType<typeof createPlacer> },
): ReadonlySet<string> {
  const verdict = contract.judge(schemaPointer, body, text);
  const violations = verdict.kind === 'invalid' ? verdict.violations : [];
  return new Set(
    violations.filter(({ rule }) => rule === 'closed-extra').map(({ instancePath }) => place(body, instancePath)),
  );
}
