import type { ApiAnswer } from '../http.ts';
import { renderAnswer } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import { createFinishingMutant } from './mutant-factories.ts';

/** Faults of JSON as bytes: what other parsers read, or what no parser should. */
export const jsonFaults: readonly Mutant[] = [
  createFinishingMutant(
    {
      id: 'marks-byte-order-of-json',
      title: 'The list of image pins begins with a byte order mark',
      operations: ['adminListThinAmi'],
      expects: ['media.unparseable'],
    },
    (given) => withText(given, (text) => `\uFEFF${text}`),
  ),
  createFinishingMutant(
    {
      id: 'sends-latin-1',
      title: 'A name with an accent comes in Latin-1',
      operations: ['tenantListTemplates'],
      expects: ['media.charset'],
    },
    (given) => {
      const text = given.status === 200 ? JSON.stringify(given.body).replace('"id":"', '"id":"\u00e9') : undefined;
      if (text === undefined) return given;
      const headers = { ...given.headers, 'Content-Type': 'application/json; charset=utf-8' };
      const length = Buffer.byteLength(text, 'latin1');
      const head = renderAnswer({ status: 200, headers: { ...headers, 'Content-Length': String(length) } });
      return { ...given, raw: { bytes: Buffer.concat([head, Buffer.from(text, 'latin1')]), then: 'end' } };
    },
  ),
  createFinishingMutant(
    {
      id: 'sends-two-values-for-one',
      title: 'Behind the list of invoices comes what was meant for the log',
      operations: ['listInvoices'],
      expects: ['media.unparseable'],
    },
    (given) => withText(given, (text) => `${text}\n{"level":"debug"}`),
  ),
  createFinishingMutant(
    {
      id: 'spends-not-a-number',
      title: 'What a workspace has spent is NaN',
      operations: ['tenantGetBudget'],
      expects: ['media.unparseable'],
    },
    (given) => withText(given, (text) => text.replace(/"monthly_spend":\d+/, '"monthly_spend":NaN')),
  ),
];

/** Sends a success as another text, still as JSON. */
function withText(given: ApiAnswer, change: (text: string) => string): ApiAnswer {
  if (given.status !== 200) return given;
  const headers = { ...given.headers, 'Content-Type': 'application/json; charset=utf-8' };
  return { ...given, headers, text: change(JSON.stringify(given.body)) };
}
