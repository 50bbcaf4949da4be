import type { ComponentChild } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { listFirst } from '../../../core/text.ts';
import { RESPONSIBLE_TITLES } from '../../../rules/rule.ts';
import { explainCommand } from '../../commands.ts';
import type { ExchangeView, FindingView, GroupView, PageData } from '../page-data.ts';
import { Copyable, CopyButton, Exchanges, SeverityMark, showCount, StateMark } from './elements.tsx';

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
  return (
    <details
      class="group"
      open={isOpen}
      onToggle={(event: Event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary>
        <SeverityMark severity={group.severity} />
        <div class="headline">
          <b>{group.title}</b>
          <span class="where">{describeWhere(group.members)}</span>
          <span class="sighting">
            {group.expected}
            <span class="arrow" aria-hidden>
              {' '}
              &rarr;{' '}
            </span>
            <span class="hidden"> but seen: </span>
            <b>{group.seen}</b>
          </span>
        </div>
        <span class="numbers">
          {data.hasBaseline && <StateMark state={group.state} />}
          {describeCount(group)}
        </span>
      </summary>
      <Anchored anchor={first.anchor} linked={linked}>
        <FindingDetails finding={first} exchanges={isOpen ? exchangesOf(first, data) : []} />
      </Anchored>
      {others.length > 0 && <Members members={others} data={data} linked={linked} />}
    </details>
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
  return (
    <div class="members">
      <p class="label">The same at {showCount(members.length, 'more place')}</p>
      {members.slice(0, most).map((member) => (
        <Member key={member.fingerprint} member={member} data={data} linked={linked} />
      ))}
      {left > 0 && (
        <button type="button" onClick={() => setShown(most + MEMBERS_AT_ONCE)}>
          Show {Math.min(left, MEMBERS_AT_ONCE)} of {left} more
        </button>
      )}
    </div>
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
  return (
    <details
      class="member"
      open={isOpen}
      onToggle={(event: Event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary>
        <b>{member.operation}</b>
        {member.tier !== '' && ` \u00b7 ${member.tierTitle}`}
        <span class="muted">
          {' '}
          &middot; {member.place} &middot; {member.seen}
        </span>
      </summary>
      {isOpen && (
        <Anchored anchor={member.anchor} linked={linked}>
          <FindingDetails finding={member} exchanges={exchangesOf(member, data)} />
        </Anchored>
      )}
    </details>
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
  return (
    <div ref={place} tabIndex={-1} class={isLinked ? 'anchored linked' : 'anchored'} data-finding={anchor}>
      {children}
    </div>
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
  return (
    <div class="finding">
      <dl class="facts">
        {fact(
          'Contract says',
          finding.expected,
          <div class="muted">
            <code>{finding.clause}</code> <code class="pointer">{finding.pointer}</code>
          </div>,
          finding.quote === '' ? null : (
            <pre class="quote" tabIndex={0} role="group" aria-label="Quoted from the contract">
              <code>{finding.quote}</code>
            </pre>
          ),
        )}
        {fact(
          'Seen',
          <b>{finding.seen}</b>,
          <div class="muted">at {finding.place}</div>,
          finding.part === '' ? null : (
            <pre class="quote" tabIndex={0} role="group" aria-label="Part of the answer">
              <code>{finding.part}</code>
            </pre>
          ),
        )}
        {fact(
          'Where',
          <code>{finding.endpoint}</code>,
          ` ${finding.operation}`,
          finding.tier === '' ? '' : `, called with ${finding.tierTitle}`,
        )}
        {fact('Why it matters', finding.why)}
        {finding.attack !== '' && fact('Attack', finding.attack)}
        {fact(
          'Who has to change',
          RESPONSIBLE_TITLES[finding.responsible],
          finding.fix === '' ? null : <div class="muted">{finding.fix}</div>,
        )}
        {fact(
          'Rule',
          <code>{finding.rule}</code>,
          finding.restsOn === '' ? null : <div class="muted">rests on {finding.restsOn}</div>,
        )}
        {fact(countCases(finding.cases.length), listCases(finding.cases))}
        {fact(
          'Fingerprint',
          <a class="fingerprint" href={linkTo({ anchor: finding.cause })}>
            <code>{finding.cause}</code>
          </a>,
          ' ',
          <CopyButton what="the link to this finding" textOf={() => new URL(linkTo(finding), document.URL).href} />,
          <div class="muted">
            on this operation <code>{finding.fingerprint}</code>
          </div>,
        )}
      </dl>
      {finding.reproduce !== '' && (
        <div class="reproduce">
          <p class="label">Reproduce</p>
          <Copyable text={finding.reproduce} what="the command that reproduces it" />
          {where !== '' && <p class="muted">{where}</p>}
          <Copyable text={finding.rerun} what="the command that probes it again" />
        </div>
      )}
      {exchanges.length > 0 && (
        <div>
          <p class="label">Exchanges</p>
          <Exchanges exchanges={exchanges} />
        </div>
      )}
    </div>
  );
}

/** Returns the address of a finding. It is encoded, so that nothing in its name can lead elsewhere. */
export function linkTo({ anchor }: Pick<FindingView, 'anchor'>): string {
  return `#finding=${encodeURIComponent(anchor)}`;
}

function fact(name: string, ...value: readonly ComponentChild[]): ComponentChild {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function countCases(count: number): string {
  return count === 1 ? 'Shown by' : `Shown by ${count} cases`;
}

function listCases(cases: readonly string[]): ComponentChild {
  const left = cases.length - MOST_CASES;
  return (
    <span class="cases">
      {cases.slice(0, MOST_CASES).map((id) => (
        <code key={id}>{id}</code>
      ))}
      {left > 0 && ` and ${left} more`}
    </span>
  );
}
