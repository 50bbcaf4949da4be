import { h, type ComponentChild } from 'preact';
import type { ExchangeView, FindingView } from '../view.ts';
import { explainCommand } from '../../explain-command.ts';
import { Copyable, CopyButton } from './copyable.ts';
import { Exchanges } from './exchanges.ts';

const MOST_CASES = 6;

const RESPONSIBLE_TITLES: Readonly<Record<FindingView['responsible'], string>> = {
  service: 'the service',
  contract: 'the contract',
  either: 'the service or the contract: somebody has to decide',
};

interface FindingDetailsProps {
  readonly finding: FindingView;
  /** Those of the cases that show the finding. */
  readonly exchanges: readonly ExchangeView[];
}

/** Everything that is known of one finding, in the order in which somebody asks for it. */
export function FindingDetails({ finding, exchanges }: FindingDetailsProps): ComponentChild {
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
        h('a', { class: 'fingerprint', href: linkTo(finding) }, h('code', null, finding.fingerprint)),
        ' ',
        h(CopyButton, { what: 'the link to this finding', textOf: () => new URL(linkTo(finding), document.URL).href }),
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

/** The address of a finding: a fragment, so that nothing in a fingerprint can lead elsewhere. */
export function linkTo({ fingerprint }: Pick<FindingView, 'fingerprint'>): string {
  return `#finding=${encodeURIComponent(fingerprint)}`;
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
