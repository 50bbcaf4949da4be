import { namesIn } from '../cases/bind.ts';
import type { Removal } from '../cases/case.ts';
import { kindOf } from '../core/names.ts';

/** Whose tenant it is has to be known later, when the credentials of today are gone. */
const ALWAYS = ['org.slug', 'otherOrg.slug'];

/** The values that a removal needs, without secrets: those are looked up again when it is sent. */
export function valuesForRemoval(
  removal: Removal | undefined,
  bindings: { get(name: string): string | undefined },
): Record<string, string> {
  const names = [...ALWAYS, ...namesIn(removal)].filter((name) => kindOf(name) !== 'secret');
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = bindings.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
