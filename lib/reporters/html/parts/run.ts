import { type ComponentChild, h } from 'preact';
import { countOf, listFirst } from '../../../core/text.ts';
import type { CaseOutcome, Leftover, RunRecord } from '../../../findings/run-record.ts';
import { DEVIATION_STATES, groupGaps, titleOfTier } from '../../describe-record.ts';
import { Copyable, TableHead } from './elements.ts';

const MOST_NAMES = 8;

/** Draws the facts of the run, its gaps and cases without a verdict, and what else a reader has to know. */
export function Run({ record }: { readonly record: RunRecord }): ComponentChild {
  return h(
    'div',
    { class: 'run' },
    h(Leftovers, { leftovers: record.leftovers }),
    h(Facts, { record }),
    h(Gaps, { record }),
    h(Unjudged, { cases: record.cases }),
    h(Deviations, { record }),
    h(Notes, { notes: record.notes }),
  );
}

function Facts({ record: { run, requests } }: { readonly record: RunRecord }): ComponentChild {
  const rows: readonly (readonly [name: string, value: string])[] = [
    ['Run', run.id],
    ['Started', `${run.startedAt}, took ${(run.durationMs / 1000).toFixed(1)} s`],
    ['Target', `${run.target.name} (${run.target.kind})`],
    ['Control plane', run.target.cpBaseUrl ?? 'out of scope'],
    ['Tenants', run.target.tenantBaseUrl ?? 'out of scope'],
    ['Contract', `${run.contract.title} ${run.contract.version}, ${run.contract.file}`],
    ['Hash of the contract', run.contract.hash],
    ['Profile', run.profile],
    ['Narrowed to', run.selection.length === 0 ? 'nothing: everything' : run.selection.join(', ')],
    ['Seed', run.seed],
    [
      'Requests',
      `${requests.planned} planned, ${requests.sent} sent, ${requests.polling} polling, retries: ${requests.retries}`,
    ],
    ['Program', `${run.tool.version} on Node ${run.tool.node}`],
    ['Faults of the embedded deployment', run.faults.length === 0 ? 'none' : run.faults.join(', ')],
  ];
  return h(
    'dl',
    { class: 'facts' },
    rows.map(([name, value]) => h('div', { key: name }, h('dt', null, name), h('dd', null, value))),
  );
}

function Leftovers({ leftovers }: { readonly leftovers: readonly Leftover[] }): ComponentChild {
  if (leftovers.length === 0) return null;
  return h(
    'div',
    { class: 'leftovers', id: 'left-behind', tabIndex: -1 },
    h('h3', null, `Left behind (${leftovers.length})`),
    leftovers.map(({ kind, name, removal }) =>
      h(
        'div',
        { key: `${kind} ${name}` },
        h('p', null, h('b', null, kind), ` ${name}`),
        removal === ''
          ? h('p', { class: 'muted' }, 'Gone with the embedded deployment, which has ended.')
          : h(Copyable, { text: removal, what: `the command that removes ${name}` }),
      ),
    ),
  );
}

function Gaps({ record }: { readonly record: RunRecord }): ComponentChild {
  if (record.gaps.length === 0) return null;
  return h(
    'div',
    { id: 'gaps', tabIndex: -1 },
    h('h3', null, `Not verified (${record.gaps.length})`),
    reasonTable(
      'Not verified',
      groupGaps(record.gaps).map((group) => ({
        count: group.count,
        reason: group.reason,
        kind: group.title,
        names: [...group.operations, ...group.tiers.map(titleOfTier)],
      })),
    ),
  );
}

/** Draws the cases that were withheld by plan or could not be judged, by reason. */
function Unjudged({ cases }: { readonly cases: readonly CaseOutcome[] }): ComponentChild {
  const groups = new Map<string, CaseOutcome[]>();
  for (const each of cases) {
    if (each.state !== 'skipped' && each.state !== 'inconclusive') continue;
    const key = JSON.stringify([each.state, each.reason]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  if (groups.size === 0) return null;
  const rows = [...groups.values()].map((group) => ({
    count: group.length,
    kind: group[0]?.state === 'skipped' ? 'withheld' : 'could not be judged',
    reason: group[0]?.reason ?? '',
    names: [...new Set(group.map((each) => each.operationId))],
  }));
  return h(
    'div',
    null,
    h('h3', null, 'Cases withheld or without a verdict'),
    reasonTable(
      'Cases withheld or without a verdict',
      rows.sort((left, right) => right.count - left.count),
    ),
  );
}

interface ReasonRow {
  readonly count: number;
  readonly kind: string;
  readonly reason: string;
  readonly names: readonly string[];
}

function reasonTable(label: string, rows: readonly ReasonRow[]): ComponentChild {
  return h(
    'div',
    { class: 'scroll', role: 'region', tabIndex: 0, 'aria-label': label },
    h(
      'table',
      { class: 'plain reasons' },
      h(TableHead, { names: ['times', 'what', 'reason', 'where'] }),
      h(
        'tbody',
        null,
        rows.map((row, index) =>
          h(
            'tr',
            { key: index },
            h('td', { class: 'number' }, row.count),
            h('td', null, row.kind),
            h('td', null, row.reason),
            h('td', null, listFirst(row.names, MOST_NAMES)),
          ),
        ),
      ),
    ),
  );
}

function Deviations({ record: { deviations } }: { readonly record: RunRecord }): ComponentChild {
  if (deviations.length === 0) return null;
  return h(
    'div',
    null,
    h('h3', null, 'Known deviations'),
    h(
      'ul',
      null,
      deviations.map((each) =>
        h(
          'li',
          { key: each.id },
          h('code', null, each.id),
          ` ${titleOfTier(each.tier)}, ${DEVIATION_STATES[each.state]}${each.operations.length === 0 ? '' : ` on ${countOf(each.operations.length, 'operation')}`}`,
          h('div', { class: 'muted' }, each.reason),
        ),
      ),
    ),
  );
}

function Notes({ notes }: { readonly notes: readonly string[] }): ComponentChild {
  if (notes.length === 0) return null;
  return h(
    'div',
    null,
    h('h3', null, 'Notes'),
    h(
      'ul',
      null,
      notes.map((note, index) => h('li', { key: index }, note)),
    ),
  );
}
