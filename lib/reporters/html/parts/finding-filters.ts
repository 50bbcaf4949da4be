import { h, type ComponentChild } from 'preact';
import { SEVERITIES } from '../../../core/severity.ts';
import { NOTHING_CHOSEN, type ViewState } from '../address.ts';
import { countBy } from '../filter-findings.ts';
import type { FindingView, PageData } from '../view.ts';

/** Takes over what a reader chose. */
export type Change = (changes: Partial<ViewState>) => void;

interface FindingFiltersProps {
  readonly data: PageData;
  readonly state: ViewState;
  readonly change: Change;
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

/** What narrows the list of findings down; each choice says how many findings it has. */
export function FindingFilters({ data, state, change }: FindingFiltersProps): ComponentChild {
  const { findings } = data;
  const choose: Change = (changes) => change({ ...changes, page: 1, finding: '' });
  return h(
    'form',
    { class: 'filters', role: 'search', 'aria-label': 'Findings', onSubmit: (event: Event) => event.preventDefault() },
    h(
      'label',
      { class: 'search' },
      h('span', null, 'Search'),
      h('input', {
        type: 'search',
        value: state.q,
        placeholder: 'words, ids, paths, fingerprints',
        autocomplete: 'off',
        spellcheck: false,
        onInput: (event: Event) => choose({ q: (event.currentTarget as HTMLInputElement).value }),
      }),
    ),
    h(SeverityButtons, { findings, state, choose }),
    CHOICES.filter(([name]) => name !== 'state' || data.hasBaseline).map(([name, label, every]) =>
      h(Select, { key: name, name, label, every, findings, state, choose }),
    ),
    h(
      'button',
      { type: 'button', class: 'clear', onClick: () => change({ ...NOTHING_CHOSEN, rows: state.rows }) },
      'Clear',
    ),
  );
}

interface ChoiceProps {
  readonly findings: readonly FindingView[];
  readonly state: ViewState;
  readonly choose: Change;
}

function SeverityButtons({ findings, state, choose }: ChoiceProps): ComponentChild {
  const counts = new Map(countBy(findings, (finding) => finding.severity));
  const toggle = (name: string): void => {
    const severity = state.severity.includes(name)
      ? state.severity.filter((each) => each !== name)
      : [...state.severity, name];
    choose({ severity });
  };
  return h(
    'div',
    { class: 'severities', role: 'group', 'aria-label': 'Severity' },
    SEVERITIES.map((name) =>
      h(
        'button',
        {
          key: name,
          type: 'button',
          class: `severity ${name}`,
          'aria-pressed': state.severity.includes(name),
          onClick: () => toggle(name),
        },
        `${name} ${counts.get(name) ?? 0}`,
      ),
    ),
  );
}

interface SelectProps extends ChoiceProps {
  readonly name: Choice;
  readonly label: string;
  readonly every: string;
}

function Select({ name, label, every, findings, state, choose }: SelectProps): ComponentChild {
  const counts = countBy(findings, (finding) => finding[name]);
  const titles = new Map(name === 'tier' ? findings.map((finding) => [finding.tier, finding.tierTitle]) : []);
  // A link may name what this run does not have; then nothing fits, and the choice still shows why.
  const options =
    state[name] === '' || counts.some(([value]) => value === state[name])
      ? counts
      : [...counts, [state[name], 0] as const];
  return h(
    'label',
    null,
    h('span', null, label),
    h(
      'select',
      {
        name,
        value: state[name],
        onChange: (event: Event) => choose({ [name]: (event.currentTarget as HTMLSelectElement).value }),
      },
      h('option', { value: '' }, every),
      options.map(([value, count]) => h('option', { key: value, value }, `${titles.get(value) ?? value} (${count})`)),
    ),
  );
}
