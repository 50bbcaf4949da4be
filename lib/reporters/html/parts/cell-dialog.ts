import { type ComponentChild, h } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { splitCaseId } from '../../../core/case-id.ts';
import { rerunCommand } from '../../commands.ts';
import type { CellView, FindingView, PageData } from '../page-data.ts';
import { Copyable, Exchanges, markOf, SeverityMark, TableHead } from './elements.ts';
import { exchangesOf, linkTo } from './finding-group.ts';
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
  return h(
    'dialog',
    {
      ref: dialog,
      'aria-labelledby': 'cell-title',
      onClose: close,
      onClick: (event: Event) => (event.target === dialog.current ? hide() : undefined),
    },
    h(
      'div',
      { class: 'sheet' },
      h(
        'header',
        null,
        h('h3', { id: 'cell-title' }, pair.operation, h('small', null, ` called with ${title}`)),
        h('button', { type: 'button', onClick: hide }, 'Close'),
      ),
      pair.plain === undefined
        ? h('p', { class: 'none' }, 'The plain request was not part of this run.')
        : h(PlainCell, { cell: pair.plain }),
      findings.length === 0 ? null : h(CellFindings, { findings, leave }),
      drifts(pair) ? h(Causes, { pair, data, leave }) : null,
      h('p', { class: 'label' }, findings[0] === undefined ? 'Send it again' : 'Reproduce'),
      h(Copyable, { text: findings[0]?.reproduce ?? runAgain(pair, data), what: 'the command that sends it again' }),
      h(CellExchanges, { pair, findings, data }),
      pair.variants.length === 0 ? null : h(Variants, { variants: pair.variants }),
    ),
  );
}

function PlainCell({ cell }: { readonly cell: CellView }): ComponentChild {
  const mark = markOf(cell);
  return h(
    'dl',
    { class: 'facts' },
    h(
      'div',
      null,
      h('dt', null, 'Expected'),
      h('dd', null, cell.expected === 'either' ? 'accepted or refused' : cell.expected),
    ),
    h('div', null, h('dt', null, 'Observed'), h('dd', null, h('b', null, cell.observed))),
    h(
      'div',
      null,
      h('dt', null, 'Verdict'),
      h('dd', null, h('span', { class: `cell ${mark.kind}`, 'aria-hidden': true }, mark.symbol), ` ${mark.title}`),
    ),
    cell.reason === '' ? null : h('div', null, h('dt', null, 'Because'), h('dd', null, cell.reason)),
    h('div', null, h('dt', null, 'Case'), h('dd', null, h('code', null, cell.caseId))),
  );
}

function CellFindings({
  findings,
  leave,
}: {
  readonly findings: readonly FindingView[];
  readonly leave: CellDialogProps['leave'];
}): ComponentChild {
  return h(
    'ul',
    { class: 'cell-findings' },
    findings.map((finding) =>
      h(
        'li',
        { key: finding.fingerprint },
        h(SeverityMark, { severity: finding.severity }),
        ' ',
        h(
          'a',
          {
            href: linkTo(finding),
            onClick: (event: Event) => {
              event.preventDefault();
              leave(finding.anchor);
            },
          },
          finding.ruleTitle,
        ),
        h('span', { class: 'muted' }, ` ${finding.place}: ${finding.seen}`),
      ),
    ),
  );
}

/** Draws the findings that a drifting cell follows from: where everybody gets in, one finding says so for all cells. */
function Causes({ pair, data, leave }: Pick<CellDialogProps, 'pair' | 'data' | 'leave'>): ComponentChild {
  const causes = new Set([pair.plain, ...pair.variants].map((cell) => cell?.followsFrom ?? ''));
  const findings = data.findings.filter((finding) => causes.has(finding.fingerprint));
  if (findings.length === 0) return null;
  return h('div', null, h('p', { class: 'label' }, 'Follows from'), h(CellFindings, { findings, leave }));
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
    return h('p', { class: 'muted' }, 'The exchanges of cases without findings are in journal.jsonl beside this page.');
  return h('div', null, h('p', { class: 'label' }, 'Exchanges'), h(Exchanges, { exchanges }));
}

function Variants({ variants }: { readonly variants: readonly CellView[] }): ComponentChild {
  const sorted = [...variants].sort(
    (left, right) => Number(right.verdict === 'drift') - Number(left.verdict === 'drift'),
  );
  return h(
    'div',
    null,
    h('p', { class: 'label' }, `Wrong and roundabout requests (${variants.length})`),
    h(
      'div',
      { class: 'scroll', role: 'region', tabIndex: 0, 'aria-label': 'Wrong and roundabout requests' },
      h(
        'table',
        { class: 'plain' },
        h(TableHead, { names: ['verdict', 'way', 'expected', 'observed'] }),
        h(
          'tbody',
          null,
          sorted.map((variant) => h(Variant, { key: variant.caseId, variant })),
        ),
      ),
    ),
  );
}

function Variant({ variant }: { readonly variant: CellView }): ComponentChild {
  const mark = markOf(variant);
  return h(
    'tr',
    null,
    h(
      'td',
      null,
      h('span', { class: `cell ${mark.kind}`, 'aria-hidden': true }, mark.symbol),
      h('span', { class: 'hidden' }, mark.title),
    ),
    h('th', { scope: 'row' }, h('code', null, variant.variant)),
    h('td', null, variant.expected),
    h('td', null, variant.observed, variant.reason === '' ? '' : ` (${variant.reason})`),
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
  const family = splitCaseId(plain?.caseId ?? '').family;
  return rerunCommand(family === undefined ? { operation } : { operation, family }, facts);
}
