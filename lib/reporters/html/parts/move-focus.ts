const STEPS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

/**
 * Moves the focus from cell to cell; only one cell is a stop of the Tab key (WAI-ARIA, grid pattern). Done on the elements
 * themselves: nothing of it is worth drawing eight hundred cells again.
 */
export function moveFocus(event: KeyboardEvent): void {
  const grid = event.currentTarget as HTMLElement;
  const from = event.target instanceof HTMLElement ? event.target : undefined;
  const place = from?.dataset['at']?.split(',').map(Number);
  if (from === undefined || place === undefined) return;
  const [line = 0, column = 0] = place;
  const to = findTarget(grid, event, { line, column });
  if (to === undefined) return;
  event.preventDefault();
  for (const stop of grid.querySelectorAll<HTMLElement>('[tabindex="0"]')) stop.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function findTarget(grid: HTMLElement, event: KeyboardEvent, { line, column }: Place): HTMLElement | undefined {
  const lines = [...grid.querySelectorAll('tbody tr')].map((row) => [
    ...row.querySelectorAll<HTMLElement>('[data-at]'),
  ]);
  if (event.key === 'Home') return (event.ctrlKey ? lines[0] : lines[line])?.[0];
  if (event.key === 'End') return (event.ctrlKey ? lines.at(-1) : lines[line])?.at(-1);
  const step = STEPS[event.key];
  if (step === undefined) return undefined;
  const wanted = Math.min(lines.length - 1, Math.max(0, line + step[0]));
  return lines[wanted]?.find((cell) => cell.dataset['at'] === `${wanted},${column + step[1]}`) ?? undefined;
}
