import { NOTHING_CHOSEN, parseAddress } from '../address.ts';
import type { ViewStore } from './view-store.ts';

/** Links within the page: those to places leave the address alone, which holds what is chosen; those to findings show them. */
export function keepPlaces(store: ViewStore): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
    if (link === null || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const target = parseAddress(link.hash);
    if (target === undefined) showPlace(link.hash);
    else if (target.finding !== '') showFinding(store, target.finding);
    else {
      store.change({ ...target, rows: store.get().rows });
      showPlace('#findings');
    }
  });
}

function showPlace(hash: string): void {
  const place = document.getElementById(hash.slice(1));
  place?.scrollIntoView();
  place?.focus({ preventScroll: true });
}

function showFinding(store: ViewStore, finding: string): void {
  if (store.get().finding !== finding) {
    store.change({ ...NOTHING_CHOSEN, rows: store.get().rows, finding });
    return;
  }
  document.querySelector(`[data-finding="${CSS.escape(finding)}"]`)?.scrollIntoView({ block: 'center' });
}

/** Paper cannot be opened by a click. */
export function openForPrint(): void {
  const opened = new Set<HTMLDetailsElement>();
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll<HTMLDetailsElement>('details:not([open])')) {
      details.open = true;
      opened.add(details);
    }
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
    opened.clear();
  });
}

/** Tables whose headers are buttons sort by the `data-sort` of their cells, else by their text. */
export function sortTables(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('th button[data-sorts]')) {
    button.addEventListener('click', () => sortBy(button));
  }
}

function sortBy(button: HTMLButtonElement): void {
  const header = button.closest('th');
  const table = button.closest('table');
  const body = table?.tBodies[0];
  if (header === null || table === null || body === undefined) return;
  const isDescending = header.ariaSort === 'ascending';
  const column = header.cellIndex;
  for (const each of table.querySelectorAll('th[aria-sort]')) each.removeAttribute('aria-sort');
  header.ariaSort = isDescending ? 'descending' : 'ascending';
  const rows = [...body.rows].sort(
    (left, right) => compare(keyOf(left, column), keyOf(right, column)) * (isDescending ? -1 : 1),
  );
  body.append(...rows);
}

function keyOf(row: HTMLTableRowElement, column: number): string {
  const cell = row.cells[column];
  return cell?.dataset['sort'] ?? cell?.textContent ?? '';
}

function compare(left: string, right: string): number {
  const [first, second] = [Number(left), Number(right)];
  return Number.isNaN(first) || Number.isNaN(second) ? left.localeCompare(right) : first - second;
}
