import { h, type ComponentChild } from 'preact';
import type { Acceptance } from '../../../findings/run-record.ts';
import { describeDrift, hasAcceptances, titleOfRule, titleOfTier } from '../../describe-record.ts';
import type { FindingView } from '../view.ts';
import { linkTo } from './finding-details.ts';
import { SeverityMark, showCount } from './marks.ts';
import type { PageProps } from './page.ts';

const MOST_CAUSES = 12;

/** What somebody has to act on: what is new by cause, and what became of what was accepted. */
export function WhatChanged({ record, data }: PageProps): ComponentChild {
  const { drift } = record;
  const causes = data.groups
    .map(({ title, members }) => ({
      title,
      members: members.flatMap((place) => data.findings[place] ?? []).filter((finding) => finding.state !== 'known'),
    }))
    .filter(({ members }) => members.length > 0);
  const left = causes.length - MOST_CAUSES;
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
    causes.length === 0
      ? h('p', { class: 'none' }, 'Nothing new.')
      : h(
          'ol',
          { class: 'causes' },
          causes
            .slice(0, MOST_CAUSES)
            .map(({ title, members }) => h(Cause, { key: members[0]?.fingerprint, title, members })),
        ),
    left > 0 ? h('p', null, h('a', { href: '#findings' }, `${showCount(left, 'more cause')} below`)) : null,
    drift === undefined
      ? null
      : h(
          'div',
          { class: 'acceptances' },
          listAcceptances('Lapsed: accepted for a time that has passed', drift.expired),
          listAcceptances('Worse: accepted when it was milder', drift.worse),
          listAcceptances('Gone: the probe was sent again and found nothing', drift.gone),
          listAcceptances('Not checked: the probe was not sent', drift.notChecked),
        ),
  );
}

function Cause({
  title,
  members,
}: {
  readonly title: string;
  readonly members: readonly FindingView[];
}): ComponentChild {
  const [first] = members;
  if (first === undefined) return null;
  const operations = new Set(members.map((member) => member.operation)).size;
  const where =
    operations === 1 ? first.operation : `${first.operation} and ${showCount(operations - 1, 'other operation')}`;
  return h(
    'li',
    null,
    h(SeverityMark, { severity: first.severity }),
    h(
      'span',
      null,
      h('a', { href: linkTo(first) }, title),
      h(
        'span',
        { class: 'muted' },
        ` ${where}${first.tier === '' ? '' : `, called with ${first.tierTitle}`}: ${first.seen}`,
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
          ` at ${each.operationId}, ${each.place}${each.tier === undefined ? '' : `, ${titleOfTier(each.tier)}`}`,
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
