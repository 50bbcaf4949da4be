import { renderPage } from './html/render-page.ts';
import type { Reporter } from './reporter.ts';

/** The whole run on one page that opens from disk: no network, no other files. */
export const html: Reporter = {
  id: 'html',
  title: 'a page to look at, filter and print',
  fileName: 'report.html',
  render: renderPage,
};
