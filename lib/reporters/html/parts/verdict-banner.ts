import { h, type ComponentChild } from 'preact';
import { SEVERITIES } from '../../../core/severity.ts';
import { pluralise } from '../../../core/text.ts';
import type { RunVerdict } from '../../../findings/run-record.ts';
import { passesDrift, titleOfVerdict } from '../../describe-record.ts';
import { showCount } from './marks.ts';
import type { PageProps } from './page.ts';

const SYMBOLS: Readonly<Record<RunVerdict, string>> = {
  conforms: '\u2713',
  drift: '\u2717',
  'could-not-judge': '?',
  'left-behind': '!',
  interrupted: '\u2016',
};

/** The answer, before anything else. */
export function VerdictBanner({ record, data }: PageProps): ComponentChild {
  const { run } = record;
  // In the colours of doubt, whatever the exit code.
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
      h('li', null, h('b', null, data.groups.length), ` ${pluralise(data.groups.length, 'cause')}`),
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
