import { h, hydrate, type ComponentChild, type FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { NOTHING_CHOSEN } from '../address.ts';
import { unpackData, type PackedData } from '../pack.ts';
import { FindingsPanel, type PanelProps } from '../parts/findings-panel.ts';
import { MatrixPanel } from '../parts/matrix-panel.ts';
import type { PageData } from '../view.ts';
import { keepPlaces, openForPrint, sortTables } from './page-behaviour.ts';
import { offerThemes } from './theme-toggle.ts';
import { createViewStore, type ViewStore } from './view-store.ts';

interface ConnectedProps {
  readonly Panel: FunctionComponent<PanelProps>;
  readonly data: PageData;
  readonly store: ViewStore;
}

/** A part of the page that follows what is chosen. */
function Connected({ Panel, data, store }: ConnectedProps): ComponentChild {
  const [state, setState] = useState(NOTHING_CHOSEN);
  useEffect(() => {
    setState(store.get());
    return store.subscribe(() => setState(store.get()));
  }, []);
  return h(Panel, { data, state, change: store.change });
}

function start(): void {
  const text = document.querySelector('#data')?.textContent ?? '';
  // Written by the reporter of the same edition.
  const data = unpackData(JSON.parse(text) as PackedData);
  const store = createViewStore();
  store.readAddress();
  for (const [selector, Panel] of [
    ['#matrix-panel', MatrixPanel],
    ['#findings-panel', FindingsPanel],
  ] as const) {
    const root = document.querySelector(selector);
    if (root !== null) hydrate(h(Connected, { Panel, data, store }), root);
  }
  addEventListener('hashchange', () => store.readAddress());
  keepPlaces(store);
  openForPrint();
  sortTables();
  offerThemes();
  document.documentElement.dataset['ready'] = '';
}

start();
