import { type ComponentChild, type FunctionComponent, hydrate } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type PackedData, type PageData, unpackData } from '../page-data.ts';
import { FindingsPanel, type PanelProps } from '../parts/findings-panel.tsx';
import { MatrixPanel } from '../parts/matrix-panel.tsx';
import { createViewStore, NOTHING_CHOSEN, parseAddress, type ViewStore } from '../view-state.ts';

interface ConnectedProps {
  readonly Panel: FunctionComponent<PanelProps>;
  readonly data: PageData;
  readonly store: ViewStore;
}

/** Draws a panel again whenever the choices change. */
function Connected({ Panel, data, store }: ConnectedProps): ComponentChild {
  const [state, setState] = useState(NOTHING_CHOSEN);
  useEffect(() => {
    setState(store.get());
    return store.subscribe(() => setState(store.get()));
  }, []);
  return <Panel data={data} state={state} change={store.change} />;
}

function start(): void {
  const text = document.querySelector('#data')?.textContent ?? '';
  // The reporter of the same edition wrote it.
  const data = unpackData(JSON.parse(text) as PackedData);
  const store = createViewStore();
  store.readAddress();
  for (const [selector, Panel] of [
    ['#matrix-panel', MatrixPanel],
    ['#findings-panel', FindingsPanel],
  ] as const) {
    const root = document.querySelector(selector);
    if (root !== null) hydrate(<Connected Panel={Panel} data={data} store={store} />, root);
  }
  addEventListener('hashchange', () => store.readAddress());
  keepPlaces(store);
  openForPrint();
  sortTables();
  offerThemes();
  document.documentElement.dataset['ready'] = '';
}

start();

/** Follows links within the page without changing the address, which holds the choices; a link to a finding shows it. */
function keepPlaces(store: ViewStore): void {
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

/** Opens everything for printing, because paper cannot be clicked, and closes it afterwards. */
function openForPrint(): void {
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

/** Lets the buttons in the heads of tables sort by the `data-sort` of the cells, or by their text. */
function sortTables(): void {
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

/** Lets a button switch between light and dark, and remembers the choice. */
function offerThemes(): void {
  const button = document.querySelector<HTMLButtonElement>('#theme');
  if (button === null) return;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = (): boolean => {
    const chosen = document.documentElement.dataset['theme'];
    return chosen === undefined ? system.matches : chosen === 'dark';
  };
  const label = (): void => {
    button.textContent = isDark() ? 'Light mode' : 'Dark mode';
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = theme;
    remember(theme);
    label();
  });
  system.addEventListener('change', label);
  label();
}

function remember(theme: string): void {
  try {
    localStorage.setItem('conform-theme', theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
