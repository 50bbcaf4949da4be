import { NOTHING_CHOSEN, parseAddress, renderAddress, type ViewState } from '../address.ts';

/** What the reader has chosen, in step with the address. */
export interface ViewStore {
  readonly get: () => ViewState;
  readonly change: (changes: Partial<ViewState>) => void;
  /** Gives back what ends the subscription. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Takes over what the address says. */
  readonly readAddress: () => void;
}

/** Browsers refuse an address that changes with each key. */
const ADDRESS_DELAY_MS = 150;

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
