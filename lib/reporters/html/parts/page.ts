import { type ComponentChild, h } from 'preact';
import { SEVERITIES } from '../../../core/severity.ts';
import { pluralise } from '../../../core/text.ts';
import type { Acceptance, RunRecord, RunVerdict } from '../../../findings/run-record.ts';
import {
  describeAccepted,
  describeDrift,
  describeFailedSteps,
  hasAcceptances,
  passesDrift,
  titleOfRule,
  titleOfTier,
  titleOfVerdict,
} from '../../describe-record.ts';
import type { GroupView, PageData } from '../page-data.ts';
import { NOTHING_CHOSEN } from '../view-state.ts';
import { Reconciliation, Strength } from './contract.ts';
import { Figures, Operations } from './coverage.ts';
import { SeverityMark, showCount } from './elements.ts';
import { linkTo } from './finding-group.ts';
import { FindingsPanel } from './findings-panel.ts';
import { MatrixPanel } from './matrix-panel.ts';
import { Run } from './run.ts';
import { Trend } from './trend.ts';

/** The record, and the data of the page that was built from it. */
interface PageProps {
  readonly record: RunRecord;
  readonly data: PageData;
}

/** Draws the body of the page in the order in which it is read: the verdict, what to act on, how far it can be trusted. */
export function Page({ record, data }: PageProps): ComponentChild {
  const still = { data, state: NOTHING_CHOSEN, change: () => undefined };
  const sections: readonly (readonly [id: string, link: string, title: string, content: ComponentChild])[] = [
    [
      'changes',
      ...titled(record.drift === undefined ? 'What was found' : 'What is new'),
      h(WhatChanged, { record, data }),
    ],
    ['figures', 'Verified', 'How much was verified', h(Figures, { record })],
    // The script draws it again, inside the same element.
    ['matrix', ...titled('Who gets in'), h('div', { id: 'matrix-panel' }, h(MatrixPanel, still))],
    ['findings', ...titled('Findings'), h('div', { id: 'findings-panel' }, h(FindingsPanel, still))],
    ['operations', ...titled('Operations'), h(Operations, { record })],
    ...(record.reconciliation === undefined
      ? []
      : [['reconciliation', 'Proposed edits', 'Contract or deployment', h(Reconciliation, { record })] as const]),
    ['strength', 'Contract', 'Contract: tighten these first', h(Strength, { record })],
    ...((record.trend?.length ?? 0) < 2 ? [] : [['trend', ...titled('Trend'), h(Trend, { record })] as const]),
    ['run', ...titled('This run'), h(Run, { record })],
  ];
  return h(
    'div',
    { class: 'page' },
    h('a', { class: 'skip', href: '#main' }, 'Skip to the verdict'),
    h(TopBar, { record, links: sections.map(([id, link]) => [id, link] as const) }),
    h(
      'main',
      { id: 'main', tabIndex: -1 },
      h(VerdictBanner, { record }),
      sections.map(([id, , title, content]) =>
        h(
          'section',
          { key: id, id, tabIndex: -1, 'aria-labelledby': `${id}-title` },
          h('h2', { id: `${id}-title` }, title),
          content,
        ),
      ),
    ),
    h(
      'noscript',
      null,
      h('p', { class: 'none' }, 'Without scripts the page cannot be filtered, and cells do not open.'),
    ),
  );
}

/** Returns a title for both the link and the heading of a section. */
function titled(title: string): readonly [link: string, title: string] {
  return [title, title];
}

function TopBar({
  record,
  links,
}: {
  readonly record: RunRecord;
  readonly links: readonly (readonly [id: string, link: string])[];
}): ComponentChild {
  return h(
    'header',
    { class: 'top' },
    h(
      'p',
      { class: 'target' },
      h('b', null, record.run.target.name),
      h('span', null, ` ${record.run.contract.title} ${record.run.contract.version}`),
    ),
    h(
      'nav',
      { 'aria-label': 'Sections' },
      links.map(([id, link]) => h('a', { key: id, href: `#${id}` }, link)),
    ),
    h('button', { id: 'theme', type: 'button', hidden: true }, 'Dark mode'),
  );
}

const SYMBOLS: Readonly<Record<RunVerdict, string>> = {
  conforms: '\u2713',
  drift: '\u2717',
  'could-not-judge': '?',
  'left-behind': '!',
  interrupted: '\u2016',
};

/** Draws the verdict and the tallies. */
function VerdictBanner({ record }: Pick<PageProps, 'record'>): ComponentChild {
  const { run } = record;
  // Drift that does not fail the run is shown in the colours of doubt, whatever the exit code.
  const verdict = passesDrift(record) ? 'could-not-judge' : record.verdict;
  return h(
    'div',
    { class: `verdict ${verdict}` },
    h('span', { class: 'symbol', 'aria-hidden': true }, passesDrift(record) ? '!' : SYMBOLS[verdict]),
    h(
      'div',
      null,
      h('h1', null, titleCase(titleOfVerdict(record))),
      h('p', { class: 'because' }, record.because),
      describeFailedSteps(record).map((step) => h('p', { key: step, class: 'failed-step' }, step)),
      h(
        'p',
        { class: 'muted' },
        `exit code ${record.exitCode} \u00b7 ${run.target.name} \u00b7 ${run.profile} \u00b7 `,
        h('time', { datetime: run.startedAt }, `${run.startedAt.slice(0, 16).replace('T', ' ')} UTC`),
        ` \u00b7 ${(run.durationMs / 1000).toFixed(1)} s`,
      ),
    ),
    h(
      'ul',
      { class: 'tallies' },
      SEVERITIES.map((severity) =>
        h(
          'li',
          { key: severity, class: severity },
          h('b', null, record.findings.filter((finding) => finding.severity === severity).length),
          ` ${severity}`,
        ),
      ),
      h('li', null, h('b', null, record.gaps.length), ` ${pluralise(record.gaps.length, 'gap')}`),
      record.leftovers.length === 0
        ? null
        : h(
            'li',
            { class: 'critical' },
            h('a', { href: '#left-behind' }, showCount(record.leftovers.length, 'thing'), ' left behind'),
          ),
    ),
  );
}

function titleCase(text: string): string {
  return text.charAt(0) + text.slice(1).toLowerCase();
}

const MOST_NEW = 12;

/** Draws what to act on: the new findings, and the acceptances that somebody has to look at. */
function WhatChanged({ record, data }: PageProps): ComponentChild {
  const { drift } = record;
  const open = data.groups.filter(({ state }) => state !== 'known');
  const left = open.length - MOST_NEW;
  return h(
    'div',
    null,
    h(
      'p',
      { class: 'muted' },
      drift === undefined
        ? 'Not held against a baseline: everything found counts as new.'
        : hasAcceptances(drift)
          ? `${describeDrift(record)}, held against ${drift.baseline}`
          : `Nothing has been accepted so far, so that everything found counts as new (${drift.baseline}).`,
    ),
    open.length === 0
      ? h('p', { class: 'none' }, 'Nothing new.')
      : h(
          'ol',
          { class: 'causes' },
          open.slice(0, MOST_NEW).map((group) => h(NewFinding, { key: group.fingerprint, group, data })),
        ),
    left > 0 ? h('p', null, h('a', { href: '#findings' }, `${showCount(left, 'more finding')} below`)) : null,
    drift === undefined
      ? null
      : h(
          'div',
          { class: 'acceptances' },
          listAcceptances('Lapsed: accepted for a time that has passed', drift.expired),
          listAcceptances('Worse: accepted when it was milder, or on fewer operations', drift.worse),
          listAcceptances('Gone: the probe was sent again and found nothing', drift.gone),
          listAcceptances('Not checked: the probe was not sent', drift.notChecked),
        ),
  );
}

function NewFinding({ group, data }: { readonly group: GroupView; readonly data: PageData }): ComponentChild {
  const members = group.members.flatMap((place) => data.findings[place] ?? []);
  const [first] = members;
  if (first === undefined) return null;
  const operations = new Set(members.map((member) => member.operation)).size;
  const where =
    operations === 1 ? first.operation : `${first.operation} and ${showCount(operations - 1, 'other operation')}`;
  return h(
    'li',
    null,
    h(SeverityMark, { severity: group.severity }),
    h(
      'span',
      null,
      h('a', { href: linkTo({ anchor: group.fingerprint }) }, group.title),
      h(
        'span',
        { class: 'muted' },
        ` ${where}${first.tier === '' ? '' : `, called with ${first.tierTitle}`}: ${group.seen}`,
      ),
    ),
    members.length === 1 ? null : h('span', { class: 'times' }, `\u00d7${members.length}`),
  );
}

function listAcceptances(title: string, acceptances: readonly Acceptance[]): ComponentChild {
  if (acceptances.length === 0) return null;
  return h(
    'details',
    { open: acceptances.length <= 10 },
    h('summary', null, `${title} (${acceptances.length})`),
    h(
      'ul',
      null,
      acceptances.map((each) =>
        h(
          'li',
          { key: each.fingerprint },
          h('b', null, titleOfRule(each.rule)),
          ` at ${describeAccepted(each)}, ${each.place}${each.tier === undefined ? '' : `, ${titleOfTier(each.tier)}`}`,
          h(
            'div',
            { class: 'muted' },
            `${each.owner} until ${each.until}: ${each.reason} `,
            h('code', null, each.fingerprint),
          ),
        ),
      ),
    ),
  );
}
