import type { ComponentChild } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { SEVERITIES } from '../../../core/severity.ts';
import { compareText } from '../../../core/text.ts';
import type { FindingView, GroupView, PageData } from '../page-data.ts';
import { NOTHING_CHOSEN, type Change, type ViewState } from '../view-state.ts';
import { showCount } from './elements.tsx';
import { FindingGroup, type ShownGroup } from './finding-group.tsx';

const GROUPS_PER_PAGE = 50;

/** The data of the page, the choices of the reader, and how they are changed. */
export interface PanelProps {
  readonly data: PageData;
  readonly state: ViewState;
  readonly change: Change;
}

/** Draws the findings, narrowed down to what is chosen, one page at a time. */
export function FindingsPanel({ data, state, change }: PanelProps): ComponentChild {
  const { severity, area, operation, tier, service, responsible, q } = state;
  const groups = useMemo(
    () => filterGroups(data.groups, data.findings, state),
    [data, severity.join(), area, operation, tier, service, state.state, responsible, q],
  );
  const pages = Math.max(1, Math.ceil(groups.length / GROUPS_PER_PAGE));
  const page = Math.min(state.page, pages);
  const linked = findLinked(state, data)?.anchor ?? '';
  useEffect(() => showLinked(groups, { data, state, change }), [state.finding, groups]);
  if (data.findings.length === 0)
    return (
      <div>
        <Lost data={data} state={state} />
        <p class="none">No findings.</p>
      </div>
    );
  const from = (page - 1) * GROUPS_PER_PAGE;
  return (
    <div>
      <Lost data={data} state={state} />
      <FindingFilters data={data} state={state} change={change} />
      <p class="tally" role="status">
        {describeTally(groups, data)}
      </p>
      <div class="groups">
        {groups.slice(from, from + GROUPS_PER_PAGE).map((group) => (
          <FindingGroup key={group.fingerprint} group={group} data={data} linked={linked} />
        ))}
      </div>
      {pages !== 1 && <Pages page={page} pages={pages} change={change} />}
    </div>
  );
}

/** Finds what a link leads to. It may name a finding, or an occurrence of one. */
function findLinked({ finding: name }: ViewState, { findings }: PageData): FindingView | undefined {
  return findings.find(({ fingerprint, anchor }) => anchor === name || fingerprint === name);
}

/** Draws a note where a link names a finding that this report does not have. */
function Lost({ data, state }: Pick<PanelProps, 'data' | 'state'>): ComponentChild {
  if (state.finding === '' || findLinked(state, data) !== undefined) return null;
  return (
    <p class="none" role="status">
      This report does not have the finding <code>{state.finding}</code>: the run did not find it, or the link is into
      another report.
    </p>
  );
}

interface PagesProps extends Pick<PanelProps, 'change'> {
  readonly page: number;
  readonly pages: number;
}

function Pages({ page, pages, change }: PagesProps): ComponentChild {
  const turn = (to: number): void => {
    change({ page: to, finding: '' });
    document.querySelector('#findings')?.scrollIntoView();
  };
  return (
    <nav class="pages" aria-label="Pages of findings">
      <button type="button" disabled={page === 1} onClick={() => turn(page - 1)}>
        Previous
      </button>
      <span>
        page {page} of {pages}
      </span>
      <button type="button" disabled={page === pages} onClick={() => turn(page + 1)}>
        Next
      </button>
    </nav>
  );
}

/** Turns to the page that has the finding of a link, and clears the choices where they hide it. */
function showLinked(groups: readonly ShownGroup[], { data, state, change }: PanelProps): void {
  const linked = findLinked(state, data);
  if (state.finding === '' || linked === undefined) return;
  const place = groups.findIndex((group) => group.members.some(({ anchor }) => anchor === linked.anchor));
  if (place === -1) {
    change({ ...NOTHING_CHOSEN, rows: state.rows, finding: state.finding });
    return;
  }
  const page = Math.floor(place / GROUPS_PER_PAGE) + 1;
  if (page !== state.page) change({ page });
}

function describeTally(groups: readonly ShownGroup[], data: PageData): string {
  const all = showCount(data.groups.length, 'finding');
  if (groups.length === 0) return `None of ${all} fits.`;
  return groups.length === data.groups.length ? all : `${groups.length.toLocaleString('en')} of ${all}`;
}

type Choice = 'area' | 'operation' | 'tier' | 'service' | 'state' | 'responsible';

const CHOICES: readonly (readonly [name: Choice, label: string, every: string])[] = [
  ['area', 'Rule area', 'every area'],
  ['operation', 'Operation', 'every operation'],
  ['tier', 'Credential', 'every credential'],
  ['service', 'Service', 'both services'],
  ['state', 'State', 'new and known'],
  ['responsible', 'Who has to change', 'anybody'],
];

/** Draws the choices that narrow the list of findings down, each with the number of its findings. */
function FindingFilters({ data, state, change }: PanelProps): ComponentChild {
  const members = data.groups.map((group) => group.members.flatMap((place) => data.findings[place] ?? []));
  const choose: Change = (changes) => change({ ...changes, page: 1, finding: '' });
  return (
    <form class="filters" role="search" aria-label="Findings" onSubmit={(event) => event.preventDefault()}>
      <label class="search">
        <span>Search</span>
        <input
          type="search"
          value={state.q}
          placeholder="words, ids, paths, fingerprints"
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => choose({ q: event.currentTarget.value })}
        />
      </label>
      <SeverityButtons members={members} state={state} choose={choose} />
      {CHOICES.filter(([name]) => name !== 'state' || data.hasBaseline).map(([name, label, every]) => (
        <Select key={name} name={name} label={label} every={every} members={members} state={state} choose={choose} />
      ))}
      <button type="button" class="clear" onClick={() => change({ ...NOTHING_CHOSEN, rows: state.rows })}>
        Clear
      </button>
    </form>
  );
}

interface ChoiceProps {
  /** The occurrences of each finding. */
  readonly members: readonly (readonly FindingView[])[];
  readonly state: ViewState;
  readonly choose: Change;
}

function SeverityButtons({ members, state, choose }: ChoiceProps): ComponentChild {
  const counts = new Map(countBy(members, (finding) => finding.severity));
  const toggle = (name: string): void => {
    const severity = state.severity.includes(name)
      ? state.severity.filter((each) => each !== name)
      : [...state.severity, name];
    choose({ severity });
  };
  return (
    <div class="severities" role="group" aria-label="Severity">
      {SEVERITIES.map((name) => (
        <button
          key={name}
          type="button"
          class={`severity ${name}`}
          aria-pressed={state.severity.includes(name)}
          onClick={() => toggle(name)}
        >
          {name} {counts.get(name) ?? 0}
        </button>
      ))}
    </div>
  );
}

interface SelectProps extends ChoiceProps {
  readonly name: Choice;
  readonly label: string;
  readonly every: string;
}

function Select({ name, label, every, members, state, choose }: SelectProps): ComponentChild {
  const counts = countBy(members, (finding) => finding[name]);
  const titles = new Map(name === 'tier' ? members.flat().map((finding) => [finding.tier, finding.tierTitle]) : []);
  // A link may name a value that this run does not have. It is listed as well, so that the reader sees why nothing fits.
  const options =
    state[name] === '' || counts.some(([value]) => value === state[name])
      ? counts
      : [...counts, [state[name], 0] as const];
  return (
    <label>
      <span>{label}</span>
      <select name={name} value={state[name]} onChange={(event) => choose({ [name]: event.currentTarget.value })}>
        <option value="">{every}</option>
        {options.map(([value, count]) => (
          <option key={value} value={value}>
            {titles.get(value) ?? value} ({count})
          </option>
        ))}
      </select>
    </label>
  );
}

const haystacks = new WeakMap<FindingView, string>();

/** Filters findings by everything that is chosen. One without an occurrence that fits is left out. */
export function filterGroups(
  groups: readonly GroupView[],
  findings: readonly FindingView[],
  state: ViewState,
): readonly ShownGroup[] {
  const words = state.q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const fits = (finding: FindingView): boolean =>
    (state.severity.length === 0 || state.severity.includes(finding.severity)) &&
    CHOICES.every(([name]) => state[name] === '' || finding[name] === state[name]) &&
    (words.length === 0 || hasWords(finding, words));
  return groups.flatMap(({ members, ...group }) => {
    const fitting = members.flatMap((place) => findings[place] ?? []).filter(fits);
    return fitting.length === 0 ? [] : [{ ...group, members: fitting, of: members.length }];
  });
}

function hasWords(finding: FindingView, words: readonly string[]): boolean {
  let haystack = haystacks.get(finding);
  if (haystack === undefined) {
    haystack = Object.values(finding).flat().join('\n').toLowerCase();
    haystacks.set(finding, haystack);
  }
  const text = haystack;
  return words.every((word) => text.includes(word));
}

/** Counts findings by the values that `nameOf` reads of their occurrences, the most frequent first. Empty values do not count. */
export function countBy(
  members: readonly (readonly FindingView[])[],
  nameOf: (finding: FindingView) => string,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const occurrences of members)
    for (const name of new Set(occurrences.map(nameOf))) if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1] || compareText(left[0], right[0]));
}
