/** The choices of a reader. All of them stand in the address, so that a link shows the same. */
export interface ViewState {
  readonly severity: readonly string[];
  readonly area: string;
  readonly operation: string;
  readonly tier: string;
  readonly service: string;
  readonly state: string;
  readonly responsible: string;
  /** Words that a finding has to contain. */
  readonly q: string;
  readonly page: number;
  /** Fingerprint of the finding that a link leads to. */
  readonly finding: string;
  /** `operation/tier` of the cell of the matrix that is open. */
  readonly cell: string;
  /** `drift`: only the rows of the matrix that drift. */
  readonly rows: string;
}

/** The page as it opens: no filter, no search, no finding. */
export const NOTHING_CHOSEN: ViewState = {
  severity: [],
  area: '',
  operation: '',
  tier: '',
  service: '',
  state: '',
  responsible: '',
  q: '',
  page: 1,
  finding: '',
  cell: '',
  rows: '',
};

const TEXTS = ['area', 'operation', 'tier', 'service', 'state', 'responsible', 'q', 'finding', 'cell', 'rows'] as const;

/** Renders the choices as the fragment of an address, without `#`; empty where nothing is chosen. */
export function renderAddress(state: ViewState): string {
  const parameters = new URLSearchParams();
  if (state.severity.length > 0) parameters.set('severity', state.severity.join(','));
  for (const name of TEXTS) if (state[name] !== '') parameters.set(name, state[name]);
  if (state.page > 1) parameters.set('page', String(state.page));
  return parameters.toString();
}

/** Parses the fragment of an address, in which anything may stand. Undefined for one that only names a place, such as `#findings`. */
export function parseAddress(fragment: string): ViewState | undefined {
  const text = fragment.replace(/^#/, '');
  if (text !== '' && !text.includes('=')) return undefined;
  const parameters = new URLSearchParams(text);
  const page = Number(parameters.get('page'));
  // `TEXTS` has the name of each.
  const texts = Object.fromEntries(TEXTS.map((name) => [name, parameters.get(name) ?? ''])) as Record<
    (typeof TEXTS)[number],
    string
  >;
  return {
    ...texts,
    severity: (parameters.get('severity') ?? '').split(',').filter((name) => name !== ''),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

/** Takes over what a reader has just chosen. */
export type Change = (changes: Partial<ViewState>) => void;

/** The choices of the reader, in step with the address. */
export interface ViewStore {
  readonly get: () => ViewState;
  readonly change: Change;
  /** Calls the listener after each change; returns the function that ends the subscription. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Takes over the choices in the address. */
  readonly readAddress: () => void;
}

/** The delay before the address changes, because browsers refuse one that changes with each key. */
const ADDRESS_DELAY_MS = 150;

/** Makes the store of a page. */
export function createViewStore(): ViewStore {
  const listeners = new Set<() => void>();
  let state = NOTHING_CHOSEN;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const set = (next: ViewState): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  const writeAddress = (): void => {
    const fragment = renderAddress(state);
    history.replaceState(null, '', `${location.pathname}${location.search}${fragment === '' ? '' : `#${fragment}`}`);
  };
  return {
    get: () => state,
    change: (changes) => {
      set({ ...state, ...changes });
      clearTimeout(timer);
      timer = setTimeout(writeAddress, ADDRESS_DELAY_MS);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    readAddress: () => {
      const read = parseAddress(location.hash);
      if (read !== undefined) set(read);
    },
  };
}
