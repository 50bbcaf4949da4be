import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { rerunCommand } from '../../commands.ts';
import type { CellView, FindingView, PageData } from '../page-data.ts';
import { Copyable, Exchanges, markOf, SeverityMark, TableHead } from './elements.tsx';
import { exchangesOf, linkTo } from './finding-group.tsx';
import { type CellPair, countDrift } from './matrix-cells.ts';

interface CellDialogProps {
  readonly pair: CellPair;
  readonly data: PageData;
  readonly close: () => void;
  /** Closes the dialog and goes on to a finding. */
  readonly leave: (fingerprint: string) => void;
}

/** Draws what one cell of the matrix rests on, in a modal dialog: Escape closes it, and the focus returns to the cell. */
export function CellDialog({ pair, data, close, leave }: CellDialogProps): ComponentChild {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  const findings = findingsOf(pair, data);
  const title = data.tiers.find((tier) => tier.id === pair.tier)?.title ?? pair.tier;
  const hide = (): void => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      aria-labelledby="cell-title"
      onClose={close}
      onClick={(event: Event) => (event.target === dialog.current ? hide() : undefined)}
    >
      <div class="sheet">
        <header>
          <h3 id="cell-title">
            {pair.operation}
            <small> called with {title}</small>
          </h3>
          <button type="button" onClick={hide}>
            Close
          </button>
        </header>
        {pair.plain === undefined ? (
          <p class="none">The plain request was not part of this run.</p>
        ) : (
          <PlainCell cell={pair.plain} />
        )}
        {findings.length > 0 && <CellFindings findings={findings} leave={leave} />}
        {drifts(pair) && <Causes pair={pair} data={data} leave={leave} />}
        <p class="label">{findings[0] === undefined ? 'Send it again' : 'Reproduce'}</p>
        <Copyable text={findings[0]?.reproduce ?? runAgain(pair, data)} what="the command that sends it again" />
        <CellExchanges pair={pair} findings={findings} data={data} />
        {pair.variants.length > 0 && <Variants variants={pair.variants} />}
      </div>
    </dialog>
  );
}

function PlainCell({ cell }: { readonly cell: CellView }): ComponentChild {
  const mark = markOf(cell);
  return (
    <dl class="facts">
      <div>
        <dt>Expected</dt>
        <dd>{cell.expected === 'either' ? 'accepted or refused' : cell.expected}</dd>
      </div>
      <div>
        <dt>Observed</dt>
        <dd>
          <b>{cell.observed}</b>
        </dd>
      </div>
      <div>
        <dt>Verdict</dt>
        <dd>
          <span class={`cell ${mark.kind}`} aria-hidden>
            {mark.symbol}
          </span>{' '}
          {mark.title}
        </dd>
      </div>
      {cell.reason !== '' && (
        <div>
          <dt>Because</dt>
          <dd>{cell.reason}</dd>
        </div>
      )}
      <div>
        <dt>Case</dt>
        <dd>
          <code>{cell.caseId}</code>
        </dd>
      </div>
    </dl>
  );
}

function CellFindings({
  findings,
  leave,
}: {
  readonly findings: readonly FindingView[];
  readonly leave: CellDialogProps['leave'];
}): ComponentChild {
  return (
    <ul class="cell-findings">
      {findings.map((finding) => (
        <li key={finding.fingerprint}>
          <SeverityMark severity={finding.severity} />{' '}
          <a
            href={linkTo(finding)}
            onClick={(event: Event) => {
              event.preventDefault();
              leave(finding.anchor);
            }}
          >
            {finding.ruleTitle}
          </a>
          <span class="muted">
            {' '}
            {finding.place}: {finding.seen}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Draws the findings that a drifting cell follows from: where everybody gets in, one finding says so for all cells. */
function Causes({ pair, data, leave }: Pick<CellDialogProps, 'pair' | 'data' | 'leave'>): ComponentChild {
  const causes = new Set([pair.plain, ...pair.variants].map((cell) => cell?.followsFrom ?? ''));
  const findings = data.findings.filter((finding) => causes.has(finding.fingerprint));
  if (findings.length === 0) return null;
  return (
    <div>
      <p class="label">Follows from</p>
      <CellFindings findings={findings} leave={leave} />
    </div>
  );
}

function drifts({ plain, variants }: CellPair): boolean {
  return plain?.verdict === 'drift' || countDrift(variants) > 0;
}

function CellExchanges({
  pair,
  findings,
  data,
}: {
  readonly pair: CellPair;
  readonly findings: readonly FindingView[];
  readonly data: PageData;
}): ComponentChild {
  const cases = [pair.plain?.caseId ?? '', ...findings.flatMap((finding) => finding.cases)];
  const exchanges = exchangesOf({ cases }, data);
  if (exchanges.length === 0)
    return <p class="muted">The exchanges of cases without findings are in journal.jsonl beside this page.</p>;
  return (
    <div>
      <p class="label">Exchanges</p>
      <Exchanges exchanges={exchanges} />
    </div>
  );
}

function Variants({ variants }: { readonly variants: readonly CellView[] }): ComponentChild {
  const sorted = [...variants].sort(
    (left, right) => Number(right.verdict === 'drift') - Number(left.verdict === 'drift'),
  );
  return (
    <div>
      <p class="label">Wrong and roundabout requests ({variants.length})</p>
      <div class="scroll" role="region" tabIndex={0} aria-label="Wrong and roundabout requests">
        <table class="plain">
          <TableHead names={['verdict', 'way', 'expected', 'observed']} />
          <tbody>
            {sorted.map((variant) => (
              <Variant key={variant.caseId} variant={variant} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Variant({ variant }: { readonly variant: CellView }): ComponentChild {
  const mark = markOf(variant);
  return (
    <tr>
      <td>
        <span class={`cell ${mark.kind}`} aria-hidden>
          {mark.symbol}
        </span>
        <span class="hidden">{mark.title}</span>
      </td>
      <th scope="row">
        <code>{variant.variant}</code>
      </th>
      <td>{variant.expected}</td>
      <td>
        {variant.observed}
        {variant.reason !== '' && ` (${variant.reason})`}
      </td>
    </tr>
  );
}

/** Returns the findings that a case of the cell shows, those of the plain request first. */
function findingsOf({ plain, variants }: CellPair, data: PageData): readonly FindingView[] {
  const found = [...(plain === undefined ? [] : [plain]), ...variants].flatMap(({ caseId }) =>
    data.findings.filter((finding) => finding.cases.includes(caseId)),
  );
  return [...new Set(found)];
}

function runAgain({ operation, plain }: CellPair, { facts }: PageData): string {
  const family = plain?.caseId.split('/')[1];
  return rerunCommand(family === undefined ? { operation } : { operation, family }, facts);
}
