import { h, type ComponentChild } from 'preact';
import type { ExchangeView } from '../view.ts';

/** What was sent and what came back, message by message; secrets were replaced when the exchanges were made. */
export function Exchanges({ exchanges }: { readonly exchanges: readonly ExchangeView[] }): ComponentChild {
  return h(
    'div',
    { class: 'exchanges' },
    exchanges.map((exchange, index) =>
      h(
        'details',
        { key: index, open: exchange.purpose === 'probe' },
        h('summary', null, h('b', null, exchange.purpose), ` ${exchange.outcome}`),
        h('div', { class: 'messages' }, message('Request', exchange.request), message('Answer', exchange.answer)),
      ),
    ),
  );
}

function message(title: string, text: string): ComponentChild {
  return h(
    'figure',
    null,
    h('figcaption', null, title),
    h('pre', { tabIndex: 0, role: 'group', 'aria-label': title }, h('code', null, text)),
  );
}
