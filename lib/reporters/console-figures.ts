import { countOf, listFirst } from '../core/text.ts';
import type { RunRecord } from '../findings/run-record.ts';
import type { Layout } from './console-lines.ts';
import {
  describeCases,
  describeAcceptances,
  describeDrift,
  describeReconciliation,
  groupGaps,
  listCoverage,
  titleOfTier,
  type GapGroup,
} from './describe-record.ts';
import { toPrintable } from './safe-text.ts';

const MOST_REASONS = 15;
const MOST_OPERATIONS = 6;

/** How much was verified, what was not and why, and what else a reader has to know. */
export function renderFigures(record: RunRecord, layout: Layout): readonly string[] {
  return [
    ...verifiedLines(record, layout),
    ...section('Against the baseline', driftTexts(record), layout),
    ...section('Contract or deployment', reconciliationTexts(record), layout),
    ...gapLines(record, layout),
    ...section('Known deviations', deviationTexts(record), layout),
    ...section('Notes', record.notes, layout),
    ...leftoverLines(record, layout),
  ];
}

function verifiedLines(record: RunRecord, layout: Layout): readonly string[] {
  const { requests } = record;
  const counts = listCoverage(record.coverage).map(([label, count]) => `${label} ${count.done}/${count.of}`);
  return [
    layout.paint('bold', 'Verified'),
    ...layout.hang('  ', counts.join(', ')),
    ...layout.hang('  ', `cases: ${describeCases(record)}`),
    ...layout.hang(
      '  ',
      `requests: planned ${requests.planned}, sent ${requests.sent}, polling ${requests.polling}, retries ${requests.retries}, removals ${requests.removals}`,
    ),
  ];
}

function gapLines(record: RunRecord, layout: Layout): readonly string[] {
  const groups = groupGaps(record.gaps);
  const shown = groups
    .slice(0, MOST_REASONS)
    .map((group) => `${group.count} × ${group.rule}: ${group.reason}${describeWhere(group)}`);
  const left = groups.length - shown.length;
  const rest = left === 0 ? [] : [`${countOf(left, 'more reason')}, all in report.md`];
  return section(`Not verified (${countOf(record.gaps.length, 'gap')})`, [...shown, ...rest], layout);
}

function describeWhere({ operations, tiers }: GapGroup): string {
  const names = operations.length > 0 ? operations : tiers.map(titleOfTier);
  return names.length === 0 ? '' : ` [${listFirst(names, MOST_OPERATIONS)}]`;
}

function driftTexts(record: RunRecord): readonly string[] {
  const summary = describeDrift(record);
  return summary === '' ? [] : [summary, ...describeAcceptances(record)];
}

/** What could be settled by editing the contract; how is in the file. */
function reconciliationTexts(record: RunRecord): readonly string[] {
  const summary = describeReconciliation(record);
  return summary === '' ? [] : [summary];
}

const DEVIATION_STATES = {
  met: 'met',
  'not-met': 'not met: the deployment follows the contract',
  'not-checked': 'not checked',
} as const;

function deviationTexts(record: RunRecord): readonly string[] {
  return record.deviations.map(({ id, tier, reason, operations, state }) => {
    const where = operations.length === 0 ? '' : ` on ${countOf(operations.length, 'operation')}`;
    return `${id} (${titleOfTier(tier)}), ${DEVIATION_STATES[state]}${where}: ${reason}`;
  });
}

function section(title: string, texts: readonly string[], layout: Layout): readonly string[] {
  return texts.length === 0
    ? []
    : ['', layout.paint('bold', title), ...texts.flatMap((text) => layout.hang('  - ', text))];
}

function leftoverLines(record: RunRecord, layout: Layout): readonly string[] {
  if (record.leftovers.length === 0) return [];
  const how = record.leftovers.some(({ removal }) => removal !== '')
    ? 'remove with conform sweep, or by hand'
    : 'gone with the embedded deployment, which has ended';
  return [
    '',
    layout.paint(['bold', 'red'], `Left behind (${record.leftovers.length}): ${how}`),
    // Commands are not wrapped: they are for copying.
    ...record.leftovers.flatMap(({ kind, name, removal }) => [
      ...layout.hang('  - ', `${kind} ${name}`),
      ...(removal === '' ? [] : [`    ${toPrintable(removal)}`]),
    ]),
  ];
}
