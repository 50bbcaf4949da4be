import type { ViewState } from './address.ts';
import type { FindingView, GroupView } from './view.ts';

/** A group with those of its members that fit what is chosen. */
export interface ShownGroup {
  readonly title: string;
  readonly members: readonly FindingView[];
  /** How many it has altogether. */
  readonly of: number;
}

const CHOICES = ['area', 'operation', 'tier', 'service', 'state', 'responsible'] as const;

const haystacks = new WeakMap<FindingView, string>();

/** The groups with the findings that fit everything that is chosen; a group of which nothing fits is left out. */
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
    CHOICES.every((name) => state[name] === '' || finding[name] === state[name]) &&
    (words.length === 0 || hasWords(finding, words));
  return groups.flatMap(({ title, members }) => {
    const fitting = members.flatMap((place) => findings[place] ?? []).filter(fits);
    return fitting.length === 0 ? [] : [{ title, members: fitting, of: members.length }];
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

/** Numbers of entries by the value that `nameOf` reads, the most frequent first. */
export function countBy(
  findings: readonly FindingView[],
  nameOf: (finding: FindingView) => string,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const name = nameOf(finding);
    if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1));
}
