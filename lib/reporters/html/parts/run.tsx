import type { ComponentChild } from 'preact';
import { countOf, listFirst } from '../../../core/text.ts';
import type { CaseOutcome, Leftover, RunRecord } from '../../../findings/run-record.ts';
import { DEVIATION_STATES, groupGaps, titleOfTier } from '../../describe-record.ts';
import { Copyable, TableHead } from './elements.tsx';

const MOST_NAMES = 8;

/** Draws the facts of the run, its gaps and cases without a verdict, and what else a reader has to know. */
export function Run({ record }: { readonly record: RunRecord }): ComponentChild {
  return (
    <div class="run">
      <Leftovers leftovers={record.leftovers} />
      <Facts record={record} />
      <Gaps record={record} />
      <Unjudged cases={record.cases} />
      <Deviations record={record} />
      <Notes notes={record.notes} />
    </div>
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
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Leftovers({ leftovers }: { readonly leftovers: readonly Leftover[] }): ComponentChild {
  if (leftovers.length === 0) return null;
  return (
    <div class="leftovers" id="left-behind" tabIndex={-1}>
      <h3>Left behind ({leftovers.length})</h3>
      {leftovers.map(({ kind, name, removal }) => (
        <div key={`${kind} ${name}`}>
          <p>
            <b>{kind}</b> {name}
          </p>
          {removal === '' ? (
            <p class="muted">Gone with the embedded deployment, which has ended.</p>
          ) : (
            <Copyable text={removal} what={`the command that removes ${name}`} />
          )}
        </div>
      ))}
    </div>
  );
}

function Gaps({ record }: { readonly record: RunRecord }): ComponentChild {
  if (record.gaps.length === 0) return null;
  return (
    <div id="gaps" tabIndex={-1}>
      <h3>Not verified ({record.gaps.length})</h3>
      {reasonTable(
        'Not verified',
        groupGaps(record.gaps).map((group) => ({
          count: group.count,
          reason: group.reason,
          kind: group.title,
          names: [...group.operations, ...group.tiers.map(titleOfTier)],
        })),
      )}
    </div>
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
  return (
    <div>
      <h3>Cases withheld or without a verdict</h3>
      {reasonTable(
        'Cases withheld or without a verdict',
        rows.sort((left, right) => right.count - left.count),
      )}
    </div>
  );
}

interface ReasonRow {
  readonly count: number;
  readonly kind: string;
  readonly reason: string;
  readonly names: readonly string[];
}

function reasonTable(label: string, rows: readonly ReasonRow[]): ComponentChild {
  return (
    <div class="scroll" role="region" tabIndex={0} aria-label={label}>
      <table class="plain reasons">
        <TableHead names={['times', 'what', 'reason', 'where']} />
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              <td class="number">{row.count}</td>
              <td>{row.kind}</td>
              <td>{row.reason}</td>
              <td>{listFirst(row.names, MOST_NAMES)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Deviations({ record: { deviations } }: { readonly record: RunRecord }): ComponentChild {
  if (deviations.length === 0) return null;
  return (
    <div>
      <h3>Known deviations</h3>
      <ul>
        {deviations.map((each) => (
          <li key={each.id}>
            <code>{each.id}</code> {titleOfTier(each.tier)}, {DEVIATION_STATES[each.state]}
            {each.operations.length > 0 && ` on ${countOf(each.operations.length, 'operation')}`}
            <div class="muted">{each.reason}</div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Notes({ notes }: { readonly notes: readonly string[] }): ComponentChild {
  if (notes.length === 0) return null;
  return (
    <div>
      <h3>Notes</h3>
      <ul>
        {notes.map((note, index) => (
          <li key={index}>{note}</li>
        ))}
      </ul>
    </div>
  );
}
