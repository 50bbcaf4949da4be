import { h, type ComponentChild } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { listFirst } from '../../../core/text.ts';
import type { ShownGroup } from '../filter-findings.ts';
import type { ExchangeView, FindingView, PageData } from '../view.ts';
import { FindingDetails } from './finding-details.ts';
import { SeverityMark, showCount, StateMark } from './marks.ts';

const MOST_NAMES = 4;
const MEMBERS_AT_ONCE = 25;

interface FindingGroupProps {
  readonly group: ShownGroup;
  readonly data: PageData;
  /** Fingerprint of the finding that a link leads to. */
  readonly linked: string;
}

/** One cause: a line that says what and where, and behind it every finding that it shows in. */
export function FindingGroup({ group, data, linked }: FindingGroupProps): ComponentChild {
  const [first, ...others] = group.members;
  const [isOpen, setOpen] = useState(false);
  const holdsLinked = linked !== '' && group.members.some((member) => member.fingerprint === linked);
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
      h(SeverityMark, { severity: first.severity }),
      h(
        'div',
        { class: 'headline' },
        h('b', null, group.title),
        h('span', { class: 'where' }, describeWhere(group.members)),
        h(
          'span',
          { class: 'sighting' },
          first.expected,
          h('span', { class: 'arrow', 'aria-hidden': true }, ' \u2192 '),
          h('span', { class: 'hidden' }, ' but seen: '),
          h('b', null, first.seen),
        ),
      ),
      h(
        'span',
        { class: 'numbers' },
        data.hasBaseline ? h(StateMark, { state: worstState(group.members) }) : null,
        describeCount(group),
      ),
    ),
    h(
      Anchored,
      { fingerprint: first.fingerprint, linked },
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
  const linkedPlace = members.findIndex((member) => member.fingerprint === linked);
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
    if (member.fingerprint === linked) setOpen(true);
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
          { fingerprint: member.fingerprint, linked },
          h(FindingDetails, { finding: member, exchanges: exchangesOf(member, data) }),
        )
      : null,
  );
}

interface AnchoredProps {
  readonly fingerprint: string;
  readonly linked: string;
  readonly children?: ComponentChild;
}

/** Brings what a link leads to into sight, and the focus with it. */
function Anchored({ fingerprint, linked, children }: AnchoredProps): ComponentChild {
  const place = useRef<HTMLDivElement>(null);
  const isLinked = fingerprint === linked;
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
    { ref: place, tabIndex: -1, class: isLinked ? 'anchored linked' : 'anchored', 'data-finding': fingerprint },
    children,
  );
}

/** The exchanges that were kept of the cases of a finding. */
export function exchangesOf({ cases }: Pick<FindingView, 'cases'>, data: PageData): readonly ExchangeView[] {
  for (const caseId of cases) {
    const exchanges = data.exchanges.filter((exchange) => exchange.caseId === caseId);
    if (exchanges.length > 0) return exchanges;
  }
  return [];
}

function describeWhere(members: readonly FindingView[]): string {
  const operations = listNames(members.map((member) => member.operation));
  const tiers = listNames(members.map((member) => member.tierTitle));
  return tiers === '' ? operations : `${operations} \u00b7 ${tiers}`;
}

function listNames(names: readonly string[]): string {
  return listFirst(
    [...new Set(names)].filter((name) => name !== ''),
    MOST_NAMES,
  );
}

function worstState(members: readonly FindingView[]): FindingView['state'] {
  const states = members.map((member) => member.state);
  return (['new', 'worse', 'lapsed'] as const).find((state) => states.includes(state)) ?? 'known';
}

function describeCount({ members, of }: ShownGroup): string {
  return members.length === of ? showCount(of, 'finding') : `${members.length} of ${showCount(of, 'finding')}`;
}
