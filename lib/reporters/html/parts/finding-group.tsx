import type { ComponentChild, TargetedEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { listFirst } from '../../../core/text.ts';
import { RESPONSIBLE_TITLES } from '../../../rules/rule.ts';
import { explainCommand } from '../../commands.ts';
import type { ExchangeView, FindingState, FindingView, GroupView, PageData } from '../page-data.ts';
import { Copyable, CopyButton, Exchanges, Fact, SeverityMark, showCount, Verbatim } from './elements.tsx';

const MOST_NAMES = 4;
const MEMBERS_AT_ONCE = 25;
const MOST_CASES = 6;

/** A finding with the occurrences that fit what is chosen. */
export interface ShownGroup extends Omit<GroupView, 'members'> {
  readonly members: readonly FindingView[];
  /** The number of all its members. */
  readonly of: number;
}

const STATE_TITLES: Readonly<Record<FindingState, string>> = {
  new: 'new',
  known: 'known',
  lapsed: 'acceptance lapsed',
  worse: 'worse than accepted',
};

interface LinkedProps {
  readonly data: PageData;
  /** The anchor that a link leads to. */
  readonly linked: string;
}

/** Draws one finding: a line with the title and the operations, and behind it every occurrence. */
export function FindingGroup({ group, data, linked }: LinkedProps & { readonly group: ShownGroup }): ComponentChild {
  const [first, ...others] = group.members;
  const disclosure = useDisclosure(linked !== '' && group.members.some((member) => member.anchor === linked));
  if (first === undefined) return null;
  const places = showCount(group.of, 'place');
  return (
    <details class="group" {...disclosure}>
      <summary>
        <SeverityMark severity={group.severity} />
        <div class="headline">
          <b>{group.title}</b>
          <span class="where">{describeWhere(group.members)}</span>
          <span class="sighting">
            {group.expected}
            <span class="arrow" aria-hidden>
              {' \u2192 '}
            </span>
            <span class="hidden"> but seen: </span>
            <b>{group.seen}</b>
          </span>
        </div>
        <span class="numbers">
          {data.hasBaseline && <span class={`state ${group.state}`}>{STATE_TITLES[group.state]}</span>}
          {group.members.length === group.of ? places : `${group.members.length} of ${places}`}
        </span>
      </summary>
      <FindingDetails finding={first} linked={linked} exchanges={disclosure.open ? exchangesOf(first, data) : []} />
      {others.length > 0 && <Members members={others} data={data} linked={linked} />}
    </details>
  );
}

interface Disclosure {
  readonly open: boolean;
  readonly onToggle: (event: TargetedEvent<HTMLDetailsElement>) => void;
}

/** Keeps whether something is open. A link to what it holds opens it. */
function useDisclosure(holdsLinked: boolean): Disclosure {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (holdsLinked) setOpen(true);
  }, [holdsLinked]);
  return { open, onToggle: (event) => setOpen(event.currentTarget.open) };
}

function Members({ members, data, linked }: LinkedProps & Pick<ShownGroup, 'members'>): ComponentChild {
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

function Member({ member, data, linked }: LinkedProps & { readonly member: FindingView }): ComponentChild {
  const disclosure = useDisclosure(member.anchor === linked);
  return (
    <details class="member" {...disclosure}>
      <summary>
        <b>{member.operation}</b>
        {member.tier !== '' && ` \u00b7 ${member.tierTitle}`}
        <span class="muted">{` \u00b7 ${member.place} \u00b7 ${member.seen}`}</span>
      </summary>
      {disclosure.open && <FindingDetails finding={member} linked={linked} exchanges={exchangesOf(member, data)} />}
    </details>
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
  const tiers = new Set(members.map((member) => member.tierTitle).filter((title) => title !== ''));
  return tiers.size === 0 ? operations : `${operations} \u00b7 ${listFirst([...tiers], MOST_NAMES)}`;
}

interface FindingDetailsProps extends Pick<LinkedProps, 'linked'> {
  readonly finding: FindingView;
  /** The exchanges of a case that shows the finding. */
  readonly exchanges: readonly ExchangeView[];
}

/** Draws everything that is known of one finding, and scrolls and moves the focus to it where a link leads to it. */
function FindingDetails({ finding, linked, exchanges }: FindingDetailsProps): ComponentChild {
  const place = useRef<HTMLDivElement>(null);
  const isLinked = finding.anchor === linked;
  useEffect(() => {
    if (!isLinked) return undefined;
    // The list around it has to be open and laid out first.
    const frame = requestAnimationFrame(() => {
      place.current?.scrollIntoView({ block: 'center' });
      place.current?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [isLinked]);
  const where = explainCommand(finding.reproduce);
  return (
    <div ref={place} tabIndex={-1} class={isLinked ? 'anchored linked' : 'anchored'} data-finding={finding.anchor}>
      <div class="finding">
        <Facts finding={finding} />
        {finding.reproduce !== '' && (
          <div class="reproduce">
            <p class="label">Reproduce</p>
            <Copyable text={finding.reproduce} what="the command that reproduces it" />
            {where !== '' && <p class="muted">{where}</p>}
            <Copyable text={finding.rerun} what="the command that probes it again" />
          </div>
        )}
        {exchanges.length > 0 && <Exchanges exchanges={exchanges} />}
      </div>
    </div>
  );
}

/** Draws the facts of a finding, in the order in which somebody asks for them. */
function Facts({ finding }: Pick<FindingDetailsProps, 'finding'>): ComponentChild {
  const { cases } = finding;
  return (
    <dl class="facts">
      <Fact name="Contract says">
        {finding.expected}
        <div class="muted">
          <code>{finding.clause}</code> <code class="pointer">{finding.pointer}</code>
        </div>
        {finding.quote !== '' && <Verbatim label="Quoted from the contract" text={finding.quote} class="quote" />}
      </Fact>
      <Fact name="Seen">
        <b>{finding.seen}</b>
        <div class="muted">at {finding.place}</div>
        {finding.part !== '' && <Verbatim label="Part of the answer" text={finding.part} class="quote" />}
      </Fact>
      <Fact name="Where">
        <code>{finding.endpoint}</code> {finding.operation}
        {finding.tier !== '' && `, called with ${finding.tierTitle}`}
      </Fact>
      <Fact name="Why it matters">{finding.why}</Fact>
      {finding.attack !== '' && <Fact name="Attack">{finding.attack}</Fact>}
      <Fact name="Who has to change">
        {RESPONSIBLE_TITLES[finding.responsible]}
        {finding.fix !== '' && <div class="muted">{finding.fix}</div>}
      </Fact>
      <Fact name="Rule">
        <code>{finding.rule}</code>
        {finding.restsOn !== '' && <div class="muted">rests on {finding.restsOn}</div>}
      </Fact>
      <Fact name={cases.length === 1 ? 'Shown by' : `Shown by ${cases.length} cases`}>
        <span class="cases">
          {cases.slice(0, MOST_CASES).map((id) => (
            <code key={id}>{id}</code>
          ))}
          {cases.length > MOST_CASES && ` and ${cases.length - MOST_CASES} more`}
        </span>
      </Fact>
      <Fact name="Fingerprint">
        <a class="fingerprint" href={linkTo({ anchor: finding.cause })}>
          <code>{finding.cause}</code>
        </a>{' '}
        <CopyButton what="the link to this finding" textOf={() => new URL(linkTo(finding), document.URL).href} />
        <div class="muted">
          on this operation <code>{finding.fingerprint}</code>
        </div>
      </Fact>
    </dl>
  );
}

/** Returns the address of a finding. It is encoded, so that nothing in its name can lead elsewhere. */
export function linkTo({ anchor }: Pick<FindingView, 'anchor'>): string {
  return `#finding=${encodeURIComponent(anchor)}`;
}
