import { responseFor, type Contract } from '../contract/contract.ts';
import { lastTokenOf } from '../core/pointer.ts';
import type { Occurrence } from './finding.ts';
import { lookUpCauses } from './merge-into-causes.ts';
import type { Place } from './place.ts';
import type { OperationObservation } from './run-record.ts';

/**
 * Leaves out that a declared member never appears where an answer of another operation has it: one component describes several
 * answers, and need not be whole in each (OpenAPI 3.1, components object: schemas).
 */
export function leaveOutSeen(
  occurrences: readonly Occurrence[],
  observations: readonly OperationObservation[],
  contract: Contract,
): readonly Occurrence[] {
  const { schemaOf } = lookUpCauses(contract);
  const keyOf = (pointer: string, place: Place): string =>
    `${schemaOf({ clause: { pointer }, place })} ${place.kind === 'body' ? lastTokenOf(place.pointer ?? '') : ''}`;
  const seen = new Set(
    observations.flatMap(({ operationId, membersSeen }) => {
      const operation = contract.operation(operationId);
      return membersSeen.flatMap((member) => {
        const [status = '', pointer = ''] = member.split(/ (.*)/s);
        const response = operation && responseFor(operation, Number(status));
        const schemas = response?.content.flatMap(({ schemaPointer }) => schemaPointer ?? []) ?? [];
        return schemas.map((schema) => keyOf(schema, { kind: 'body', pointer }));
      });
    }),
  );
  return occurrences.filter(
    ({ rule, clause, place }) => rule !== 'body.optional-never-seen' || !seen.has(keyOf(clause.pointer, place)),
  );
}
