/** What a reader has chosen; all of it stands in the address, so that a link shows the same. */
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

/** The state as the fragment of an address, without `#`; empty where nothing is chosen. */
export function renderAddress(state: ViewState): string {
  const parameters = new URLSearchParams();
  if (state.severity.length > 0) parameters.set('severity', state.severity.join(','));
  for (const name of TEXTS) if (state[name] !== '') parameters.set(name, state[name]);
  if (state.page > 1) parameters.set('page', String(state.page));
  return parameters.toString();
}

/** Anything may stand in an address; what is no choice is nothing. A fragment that only names a place is no state. */
export function parseAddress(fragment: string): ViewState | undefined {
  const text = fragment.replace(/^#/, '');
  if (text !== '' && !text.includes('=')) return undefined;
  const parameters = new URLSearchParams(text);
  const textOf = (name: string): string => parameters.get(name) ?? '';
  const page = Number(textOf('page'));
  return {
    severity: textOf('severity')
      .split(',')
      .filter((name) => name !== ''),
    area: textOf('area'),
    operation: textOf('operation'),
    tier: textOf('tier'),
    service: textOf('service'),
    state: textOf('state'),
    responsible: textOf('responsible'),
    q: textOf('q'),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
    finding: textOf('finding'),
    cell: textOf('cell'),
    rows: textOf('rows'),
  };
}
