import { renderJson } from './render-json.ts';
import type { Reporter } from './reporter.ts';

/** The whole record, as `spec/run-record.schema.json` describes it. Other reports can be rendered from it again. */
export const json: Reporter = {
  id: 'json',
  title: 'the whole record of the run',
  fileName: 'run.json',
  render: (record) => renderJson(record),
};
