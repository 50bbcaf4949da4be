import type { ComponentChild } from 'preact';
import { countOf, listFirst } from '../../../core/text.ts';
import type { CaseOutcome, RunRecord } from '../../../findings/run-record.ts';
import { DEVIATION_STATES, type GapGroup, groupGaps, titleOfTier } from '../../describe-record.ts';
import { Copyable, Fact, Table } from './elements.tsx';

const MOST_NAMES = 8;

interface RecordProps {
  readonly record: RunRecord;
}

/** Draws the facts of the run, its gaps and cases without a verdict, and what else a reader has to know. */
export function Run({ record }: RecordProps): ComponentChild {
  const unjudged = groupUnjudged(record.cases);
  return (
    <div class="run">
      {record.leftovers.length > 0 && <Leftovers record={record} />}
      <Facts record={record} />
      {record.gaps.length > 0 && (
        <div id="gaps" tabIndex={-1}>
          <h3>Not verified ({record.gaps.length})</h3>
          <Reasons label="Not verified" rows={groupGaps(record.gaps).map(toReasonRow)} />
        </div>
      )}
      {unjudged.length > 0 && (
        <div>
          <h3>Cases withheld or without a verdict</h3>
          <Reasons label="Cases withheld or without a verdict" rows={unjudged} />
        </div>
      )}
      {record.deviations.length > 0 && <Deviations record={record} />}
      {record.notes.length > 0 && (
        <div>
          <h3>Notes</h3>
          <ul>
            {record.notes.map((note, index) => (
              <li key={index}>{note}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function Leftovers({ record: { leftovers } }: RecordProps): ComponentChild {
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

/** Lists the addresses of a target: by service, or those of the two that have members of their own. */
function listAddresses({
  cpBaseUrl,
  tenantBaseUrl,
  baseUrls,
}: RunRecord['run']['target']): readonly (readonly [name: string, address: string])[] {
  if (baseUrls !== undefined) return Object.entries(baseUrls).map(([service, url]) => [`Service ${service}`, url]);
  return [
    ['Control plane', cpBaseUrl ?? 'out of scope'],
    ['Tenants', tenantBaseUrl ?? 'out of scope'],
  ];
}

function Facts({ record: { run, requests } }: RecordProps): ComponentChild {
  const { target, contract, selection, faults } = run;
  return (
    <dl class="facts">
      <Fact name="Run">{run.id}</Fact>
      <Fact name="Started">
        {run.startedAt}, took {(run.durationMs / 1000).toFixed(1)} s
      </Fact>
      <Fact name="Target">
        {target.name} ({target.kind})
      </Fact>
      {listAddresses(target).map(([name, address]) => (
        <Fact key={name} name={name}>
          {address}
        </Fact>
      ))}
      <Fact name="Contract">
        {contract.title} {contract.version}, {contract.file}
      </Fact>
      <Fact name="Hash of the contract">{contract.hash}</Fact>
      <Fact name="Profile">{run.profile}</Fact>
      <Fact name="Narrowed to">{selection.length === 0 ? 'nothing: everything' : selection.join(', ')}</Fact>
      <Fact name="Seed">{run.seed}</Fact>
      <Fact name="Requests">
        {requests.planned} planned, {requests.sent} sent, {requests.polling} polling, retries: {requests.retries}
      </Fact>
      <Fact name="Program">
        {run.tool.version} on Node {run.tool.node}
      </Fact>
      <Fact name="Faults of the embedded deployment">{faults.length === 0 ? 'none' : faults.join(', ')}</Fact>
    </dl>
  );
}

interface ReasonRow {
  readonly count: number;
  readonly kind: string;
  readonly reason: string;
  readonly names: readonly string[];
}

function toReasonRow({ count, reason, title, operations, tiers }: GapGroup): ReasonRow {
  return { count, kind: title, reason, names: [...operations, ...tiers.map(titleOfTier)] };
}

/** Groups the cases that were withheld by plan or could not be judged by reason, the most frequent first. */
function groupUnjudged(cases: readonly CaseOutcome[]): readonly ReasonRow[] {
  const rows = new Map<string, ReasonRow>();
  for (const { state, reason = '', operationId } of cases) {
    if (state !== 'skipped' && state !== 'inconclusive') continue;
    const key = JSON.stringify([state, reason]);
    const { count, names } = rows.get(key) ?? { count: 0, names: [] };
    const kind = state === 'skipped' ? 'withheld' : 'could not be judged';
    rows.set(key, { count: count + 1, kind, reason, names: [...new Set([...names, operationId])] });
  }
  return [...rows.values()].sort((left, right) => right.count - left.count);
}

function Reasons({ label, rows }: { readonly label: string; readonly rows: readonly ReasonRow[] }): ComponentChild {
  return (
    <Table label={label} class="plain reasons" names={['times', 'what', 'reason', 'where']}>
      {rows.map((row, index) => (
        <tr key={index}>
          <td class="number">{row.count}</td>
          <td>{row.kind}</td>
          <td>{row.reason}</td>
          <td>{listFirst(row.names, MOST_NAMES)}</td>
        </tr>
      ))}
    </Table>
  );
}

function Deviations({ record: { deviations } }: RecordProps): ComponentChild {
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
