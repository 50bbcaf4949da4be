import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { splitCaseId } from '../../../core/case-id.ts';
import { rerunCommand } from '../../commands.ts';
import type { CellView, FindingView, PageData } from '../page-data.ts';
import { CellSign, Copyable, Exchanges, Fact, markOf, SeverityMark, Table } from './elements.tsx';
import { exchangesOf, linkTo } from './finding-group.tsx';

/** The cells of one operation and one tier: that of the plain request, and those of the wrong ones. */
export interface CellPair {
  readonly operation: string;
  readonly tier: string;
  readonly plain?: CellView;
  readonly variants: readonly CellView[];
}

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
  const { plain, variants } = pair;
  const findings = findingsOf(pair, data);
  const causes = drifts(pair) ? causesOf(pair, data) : [];
  const cases = [plain?.caseId ?? '', ...findings.flatMap((finding) => finding.cases)];
  const exchanges = exchangesOf({ cases }, data);
  const title = data.tiers.find((tier) => tier.id === pair.tier)?.title ?? pair.tier;
  const hide = (): void => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      aria-labelledby="cell-title"
      onClose={close}
      onClick={(event) => (event.target === dialog.current ? hide() : undefined)}
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
        {plain === undefined ? (
          <p class="none">The plain request was not part of this run.</p>
        ) : (
          <PlainCell cell={plain} />
        )}
        {findings.length > 0 && <CellFindings findings={findings} leave={leave} />}
        {causes.length > 0 && (
          <div>
            <p class="label">Follows from</p>
            <CellFindings findings={causes} leave={leave} />
          </div>
        )}
        <p class="label">{findings[0] === undefined ? 'Send it again' : 'Reproduce'}</p>
        <Copyable text={findings[0]?.reproduce ?? runAgain(pair, data)} what="the command that sends it again" />
        {exchanges.length > 0 ? (
          <Exchanges exchanges={exchanges} />
        ) : (
          <p class="muted">The exchanges of cases without findings are in journal.jsonl beside this page.</p>
        )}
        {variants.length > 0 && <Variants variants={variants} />}
      </div>
    </dialog>
  );
}

function PlainCell({ cell }: { readonly cell: CellView }): ComponentChild {
  const mark = markOf(cell);
  return (
    <dl class="facts">
      <Fact name="Expected">{cell.expected === 'either' ? 'accepted or refused' : cell.expected}</Fact>
      <Fact name="Observed">
        <b>{cell.observed}</b>
      </Fact>
      <Fact name="Verdict">
        <CellSign {...mark} /> {mark.title}
      </Fact>
      {cell.reason !== '' && <Fact name="Because">{cell.reason}</Fact>}
      <Fact name="Case">
        <code>{cell.caseId}</code>
      </Fact>
    </dl>
  );
}

interface CellFindingsProps extends Pick<CellDialogProps, 'leave'> {
  readonly findings: readonly FindingView[];
}

function CellFindings({ findings, leave }: CellFindingsProps): ComponentChild {
  return (
    <ul class="cell-findings">
      {findings.map((finding) => (
        <li key={finding.fingerprint}>
          <SeverityMark severity={finding.severity} />{' '}
          <a
            href={linkTo(finding)}
            onClick={(event) => {
              event.preventDefault();
              leave(finding.anchor);
            }}
          >
            {finding.ruleTitle}
          </a>
          <span class="muted">{` ${finding.place}: ${finding.seen}`}</span>
        </li>
      ))}
    </ul>
  );
}

/** Returns the findings that a drifting cell follows from: where everybody gets in, one finding says so for all cells. */
function causesOf({ plain, variants }: CellPair, data: PageData): readonly FindingView[] {
  const causes = new Set([plain, ...variants].map((cell) => cell?.followsFrom ?? ''));
  return data.findings.filter((finding) => causes.has(finding.fingerprint));
}

function Variants({ variants }: { readonly variants: readonly CellView[] }): ComponentChild {
  const sorted = [...variants].sort(
    (left, right) => Number(right.verdict === 'drift') - Number(left.verdict === 'drift'),
  );
  return (
    <div>
      <p class="label">Wrong and roundabout requests ({variants.length})</p>
      <Table label="Wrong and roundabout requests" class="plain" names={['verdict', 'way', 'expected', 'observed']}>
        {sorted.map((variant) => (
          <Variant key={variant.caseId} variant={variant} />
        ))}
      </Table>
    </div>
  );
}

function Variant({ variant }: { readonly variant: CellView }): ComponentChild {
  const mark = markOf(variant);
  return (
    <tr>
      <td>
        <CellSign {...mark} />
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

/** Counts the ways to be wrong that drift. */
export function countDrift(variants: readonly CellView[]): number {
  return variants.filter((variant) => variant.verdict === 'drift').length;
}

/** Whether a cell drifts, or any way to be wrong behind it. */
export function drifts({ plain, variants }: CellPair): boolean {
  return plain?.verdict === 'drift' || countDrift(variants) > 0;
}

/** Returns the findings that a case of the cell shows, those of the plain request first. */
function findingsOf({ plain, variants }: CellPair, data: PageData): readonly FindingView[] {
  const found = [...(plain === undefined ? [] : [plain]), ...variants].flatMap(({ caseId }) =>
    data.findings.filter((finding) => finding.cases.includes(caseId)),
  );
  return [...new Set(found)];
}

function runAgain({ operation, plain }: CellPair, { facts }: PageData): string {
  const family = splitCaseId(plain?.caseId ?? '').family;
  return rerunCommand(family === undefined ? { operation } : { operation, family }, facts);
}
