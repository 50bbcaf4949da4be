import type { Mutant } from '../embedded/mutant.ts';
import { selectMutants } from '../embedded/mutants/mutants.ts';

/** Says why a plain run against the embedded deployment does not show this fault; undefined if it does. */
export function whySilent({ undetectable, seenBy }: Mutant): string | undefined {
  return undetectable ?? seenBy?.why;
}

/** Lists the commands that show a fault. */
export function seenBy(fault: Mutant): readonly string[] {
  return whySilent(fault) === undefined ? [`conform run --fault ${fault.id}`] : (fault.seenBy?.commands ?? []);
}

/**
 * Writes one note for each of a run's faults that such a run cannot show and whose rules it did not find broken. Without it
 * the silence would look like a fault of the suite.
 */
export function describeSilentFaults(ids: readonly string[], found: ReadonlySet<string>): readonly string[] {
  return selectMutants(ids).flatMap((fault) => {
    const why = whySilent(fault);
    if (why === undefined || fault.expects.some((rule) => found.has(rule))) return [];
    const commands = seenBy(fault);
    const how = commands.length === 0 ? '' : ` To see it: ${commands.join('; ')}`;
    return [`the fault ${fault.id} does not show in such a run. ${why}${how}`];
  });
}

/** Renders the list that `--list-faults` prints: each fault with the incident it repeats, its operations and the rules that report it. */
export function renderFaults(faults: readonly Mutant[]): string {
  const blocks = faults.map((fault) => {
    const repeats = fault.incident === undefined ? '' : ` (${fault.incident})`;
    return [
      fault.id,
      `    ${fault.title}${repeats}`,
      `    on ${fault.operations.join(', ')}`,
      `    reported as ${fault.expects.join(', ')}`,
    ].join('\n');
  });
  const last = `${faults.length} in all. \`conform run --fault <id>\` shows what one of them looks like; \`conform explain <id>\` says more.`;
  return `${[...blocks, last].join('\n\n')}\n`;
}
