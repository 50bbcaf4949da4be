import type { Mutant } from '../embedded/mutant.ts';
import { selectMutants } from '../embedded/mutants/mutants.ts';

/** Why a run against the embedded deployment with this fault has nothing to say of it; nothing where it has. */
export function whySilent({ undetectable, seenBy }: Mutant): string | undefined {
  return undetectable ?? seenBy?.why;
}

/** The commands that show a fault. */
export function seenBy(fault: Mutant): readonly string[] {
  return whySilent(fault) === undefined ? [`conform run --fault ${fault.id}`] : (fault.seenBy?.commands ?? []);
}

/** What a run that found these rules broken says of each of its faults that it could not show: else its silence would look like a fault of the suite. */
export function describeSilentFaults(ids: readonly string[], found: ReadonlySet<string>): readonly string[] {
  return selectMutants(ids).flatMap((fault) => {
    const why = whySilent(fault);
    if (why === undefined || fault.expects.some((rule) => found.has(rule))) return [];
    const commands = seenBy(fault);
    const how = commands.length === 0 ? '' : ` To see it: ${commands.join('; ')}`;
    return [`the fault ${fault.id} does not show in such a run. ${why}${how}`];
  });
}
