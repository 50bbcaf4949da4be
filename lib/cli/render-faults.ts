import type { Mutant } from '../embedded/mutant.ts';

/** Every fault with what it repeats, where it shows and which rules report it; the form in which `--list-faults` prints them. */
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
