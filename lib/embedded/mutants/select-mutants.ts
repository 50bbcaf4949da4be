import { HarnessError } from '../../core/errors.ts';
import type { Mutant } from '../mutant.ts';
import * as registry from './registry.ts';

/** Every mutant there is, by id. */
export function listMutants(): readonly Mutant[] {
  const mutants: readonly Mutant[] = Object.values(registry);
  return [...mutants].sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** The mutants with these ids; an incident number stands for all that repeat it. Throws on a name that is neither. */
export function selectMutants(names: readonly string[]): readonly Mutant[] {
  const all = listMutants();
  const selected = names.flatMap((name) => {
    const found = all.filter((mutant) => mutant.id === name || mutant.incident === name);
    if (found.length === 0) throw new HarnessError('usage', describeUnknown(name, all));
    return found;
  });
  return [...new Set(selected)];
}

function describeUnknown(name: string, all: readonly Mutant[]): string {
  const nearest = all
    .map(({ id }) => ({ id, distance: countDifferences(name, id) }))
    .sort((left, right) => left.distance - right.distance)
    .slice(0, 3)
    .map(({ id }) => id);
  return `There is no fault "${name}". Near it: ${nearest.join(', ')}.`;
}

/** How many pairs of neighbouring letters the two do not share. */
function countDifferences(left: string, right: string): number {
  const leftPairs = readPairs(left);
  const rightPairs = readPairs(right);
  const shared = [...leftPairs].filter((pair) => rightPairs.has(pair)).length;
  return leftPairs.size + rightPairs.size - 2 * shared;
}

function readPairs(text: string): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2)));
}
