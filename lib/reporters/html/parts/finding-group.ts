import { type ComponentChild, h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { listFirst } from '../../../core/text.ts';
import { RESPONSIBLE_TITLES } from '../../../rules/rule.ts';
import { explainCommand } from '../../commands.ts';
import type { ExchangeView, FindingView, GroupView, PageData } from '../page-data.ts';
import { Copyable, CopyButton, Exchanges, SeverityMark, showCount, StateMark } from './elements.ts';

const MOST_NAMES = 4;
const MEMBERS_AT_ONCE = 25;

/** A finding with the occurrences that fit what is chosen. */
export interface ShownGroup extends Omit<GroupView, 'members'> {
  readonly members: readonly FindingView[];
  /** The number of all its members. */
  readonly of: number;
}

interface FindingGroupProps {
  readonly group: ShownGroup;
  readonly data: PageData;
  /** The anchor that a link leads to. */
  readonly linked: string;
}

/** Draws one finding: a line with the title and the operations, and behind it every occurrence. */
export function FindingGroup({ group, data, linked }: FindingGroupProps): ComponentChild {
  const [first, ...others] = group.members;
  const [isOpen, setOpen] = useState(false);
  const holdsLinked = linked !== '' && group.members.some((member) => member.anchor === linked);
  useEffect(() => {
    if (holdsLinked) setOpen(true);
  }, [holdsLinked]);
  if (first === undefined) return null;
  return h(
    'details',
    {
      class: 'group',
      open: isOpen,
      onToggle: (event: Event) => setOpen((event.currentTarget as HTMLDetailsElement).open),
    },
    h(
      'summary',
      null,
      h(SeverityMark, { severity: group.severity }),
      h(
        'div',
        { class: 'headline' },
        h('b', null, group.title),
        h('span', { class: 'where' }, describeWhere(group.members)),
        h(
          'span',
          { class: 'sighting' },
          group.expected,
          h('span', { class: 'arrow', 'aria-hidden': true }, ' \u2192 '),
          h('span', { class: 'hidden' }, ' but seen: '),
          h('b', null, group.seen),
        ),
      ),
      h(
        'span',
        { class: 'numbers' },
        data.hasBaseline ? h(StateMark, { state: group.state }) : null,
        describeCount(group),
      ),
    ),
    h(
      Anchored,
      { anchor: first.anchor, linked },
      h(FindingDetails, { finding: first, exchanges: isOpen ? exchangesOf(first, data) : [] }),
    ),
    others.length === 0 ? null : h(Members, { members: others, data, linked }),
  );
}

function Members({
  members,
  data,
  linked,
}: {
  readonly members: readonly FindingView[];
  readonly data: PageData;
  readonly linked: string;
}): ComponentChild {
  const [shown, setShown] = useState(MEMBERS_AT_ONCE);
  const linkedPlace = members.findIndex((member) => member.anchor === linked);
  const most = Math.max(shown, linkedPlace + 1);
  const left = members.length - most;
  return h(
    'div',
    { class: 'members' },
    h('p', { class: 'label' }, `The same at ${showCount(members.length, 'more place')}`),
    members.slice(0, most).map((member) => h(Member, { key: member.fingerprint, member, data, linked })),
    left > 0
      ? h(
          'button',
          { type: 'button', onClick: () => setShown(most + MEMBERS_AT_ONCE) },
          `Show ${Math.min(left, MEMBERS_AT_ONCE)} of ${left} more`,
        )
      : null,
  );
}

function Member({
  member,
  data,
  linked,
}: {
  readonly member: FindingView;
  readonly data: PageData;
  readonly linked: string;
}): ComponentChild {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (member.anchor === linked) setOpen(true);
  }, [linked]);
  return h(
    'details',
    {
      class: 'member',
      open: isOpen,
      onToggle: (event: Event) => setOpen((event.currentTarget as HTMLDetailsElement).open),
    },
    h(
      'summary',
      null,
      h('b', null, member.operation),
      member.tier === '' ? '' : ` \u00b7 ${member.tierTitle}`,
      h('span', { class: 'muted' }, ` \u00b7 ${member.place} \u00b7 ${member.seen}`),
    ),
    isOpen
      ? h(
          Anchored,
          { anchor: member.anchor, linked },
          h(FindingDetails, { finding: member, exchanges: exchangesOf(member, data) }),
        )
      : null,
  );
}

interface AnchoredProps {
  readonly anchor: string;
  readonly linked: string;
  readonly children?: ComponentChild;
}

/** Draws a finding, and scrolls and moves the focus to it where a link leads to it. */
function Anchored({ anchor, linked, children }: AnchoredProps): ComponentChild {
  const place = useRef<HTMLDivElement>(null);
  const isLinked = anchor === linked;
  useEffect(() => {
    if (!isLinked) return undefined;
    // The list around it has to be open and laid out first.
    const frame = requestAnimationFrame(() => {
      place.current?.scrollIntoView({ block: 'center' });
      place.current?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [isLinked]);
  return h(
    'div',
    { ref: place, tabIndex: -1, class: isLinked ? 'anchored linked' : 'anchored', 'data-finding': anchor },
    children,
  );
}

/** Returns the exchanges of the first case of a finding of which any were kept. */
export function exchangesOf({ cases }: Pick<FindingView, 'cases'>, data: PageData): readonly ExchangeView[] {
  for (const caseId of cases) {
    const exchanges = data.exchanges.filter((exchange) => exchange.caseId === caseId);
    if (exchanges.length > 0) return exchanges;
  }
  return [];
}

/** Describes where a finding shows: `GET /orgs/{slug} and 3 more · no credential`. */
function describeWhere(members: readonly FindingView[]): string {
  const [first, ...others] = [...new Set(members.map((member) => member.endpoint))];
  const operations = `${first ?? ''}${others.length === 0 ? '' : ` and ${others.length} more`}`;
  const tiers = listNames(members.map((member) => member.tierTitle));
  return tiers === '' ? operations : `${operations} \u00b7 ${tiers}`;
}

function listNames(names: readonly string[]): string {
  return listFirst(
    [...new Set(names)].filter((name) => name !== ''),
    MOST_NAMES,
  );
}

function describeCount({ members, of }: ShownGroup): string {
  return members.length === of ? showCount(of, 'place') : `${members.length} of ${showCount(of, 'place')}`;
}

const MOST_CASES = 6;

interface FindingDetailsProps {
  readonly finding: FindingView;
  /** The exchanges of a case that shows the finding. */
  readonly exchanges: readonly ExchangeView[];
}

/** Draws everything that is known of one finding, in the order in which somebody asks for it. */
function FindingDetails({ finding, exchanges }: FindingDetailsProps): ComponentChild {
  const where = explainCommand(finding.reproduce);
  return h(
    'div',
    { class: 'finding' },
    h(
      'dl',
      { class: 'facts' },
      fact(
        'Contract says',
        finding.expected,
        h(
          'div',
          { class: 'muted' },
          h('code', null, finding.clause),
          ' ',
          h('code', { class: 'pointer' }, finding.pointer),
        ),
        finding.quote === ''
          ? null
          : h(
              'pre',
              { class: 'quote', tabIndex: 0, role: 'group', 'aria-label': 'Quoted from the contract' },
              h('code', null, finding.quote),
            ),
      ),
      fact(
        'Seen',
        h('b', null, finding.seen),
        h('div', { class: 'muted' }, `at ${finding.place}`),
        finding.part === ''
          ? null
          : h(
              'pre',
              { class: 'quote', tabIndex: 0, role: 'group', 'aria-label': 'Part of the answer' },
              h('code', null, finding.part),
            ),
      ),
      fact(
        'Where',
        h('code', null, finding.endpoint),
        ` ${finding.operation}`,
        finding.tier === '' ? '' : `, called with ${finding.tierTitle}`,
      ),
      fact('Why it matters', finding.why),
      finding.attack === '' ? null : fact('Attack', finding.attack),
      fact(
        'Who has to change',
        RESPONSIBLE_TITLES[finding.responsible],
        finding.fix === '' ? null : h('div', { class: 'muted' }, finding.fix),
      ),
      fact(
        'Rule',
        h('code', null, finding.rule),
        finding.restsOn === '' ? null : h('div', { class: 'muted' }, `rests on ${finding.restsOn}`),
      ),
      fact(countCases(finding.cases.length), listCases(finding.cases)),
      fact(
        'Fingerprint',
        h('a', { class: 'fingerprint', href: linkTo({ anchor: finding.cause }) }, h('code', null, finding.cause)),
        ' ',
        h(CopyButton, { what: 'the link to this finding', textOf: () => new URL(linkTo(finding), document.URL).href }),
        h('div', { class: 'muted' }, 'on this operation ', h('code', null, finding.fingerprint)),
      ),
    ),
    finding.reproduce === ''
      ? null
      : h(
          'div',
          { class: 'reproduce' },
          h('p', { class: 'label' }, 'Reproduce'),
          h(Copyable, { text: finding.reproduce, what: 'the command that reproduces it' }),
          where === '' ? null : h('p', { class: 'muted' }, where),
          h(Copyable, { text: finding.rerun, what: 'the command that probes it again' }),
        ),
    exchanges.length === 0
      ? null
      : h('div', null, h('p', { class: 'label' }, 'Exchanges'), h(Exchanges, { exchanges })),
  );
}

/** Returns the address of a finding. It is encoded, so that nothing in its name can lead elsewhere. */
export function linkTo({ anchor }: Pick<FindingView, 'anchor'>): string {
  return `#finding=${encodeURIComponent(anchor)}`;
}

function fact(name: string, ...value: readonly ComponentChild[]): ComponentChild {
  return h('div', null, h('dt', null, name), h('dd', null, ...value));
}

function countCases(count: number): string {
  return count === 1 ? 'Shown by' : `Shown by ${count} cases`;
}

function listCases(cases: readonly string[]): ComponentChild {
  const left = cases.length - MOST_CASES;
  return h(
    'span',
    { class: 'cases' },
    cases.slice(0, MOST_CASES).map((id) => h('code', { key: id }, id)),
    left > 0 ? ` and ${left} more` : '',
  );
}
