import type { ComponentChild } from 'preact';
import { SEVERITIES } from '../../../core/severity.ts';
import { pluralise } from '../../../core/text.ts';
import type { Acceptance, RunRecord, RunVerdict } from '../../../findings/run-record.ts';
import {
  describeAccepted,
  describeDrift,
  describeFailedSteps,
  hasAcceptances,
  passesDrift,
  titleOfRule,
  titleOfTier,
  titleOfVerdict,
} from '../../describe-record.ts';
import type { GroupView, PageData } from '../page-data.ts';
import { NOTHING_CHOSEN } from '../view-state.ts';
import { Reconciliation, Strength } from './contract.tsx';
import { Figures, Operations } from './coverage.tsx';
import { SeverityMark, showCount } from './elements.tsx';
import { linkTo } from './finding-group.tsx';
import { FindingsPanel } from './findings-panel.tsx';
import { MatrixPanel } from './matrix-panel.tsx';
import { Run } from './run.tsx';
import { Trend } from './trend.tsx';

/** The record, and the data of the page that was built from it. */
interface PageProps {
  readonly record: RunRecord;
  readonly data: PageData;
}

/** A section of the page. It is left out where its content is `false`; the link to it has its title unless it has words of its own. */
type Section = readonly [id: string, title: string, content: ComponentChild, link?: string];

/** Draws the body of the page in the order in which it is read: the verdict, what to act on, how far it can be trusted. */
export function Page({ record, data }: PageProps): ComponentChild {
  const still = { data, state: NOTHING_CHOSEN, change: () => undefined };
  const { run, drift, reconciliation, trend = [] } = record;
  const sections: readonly Section[] = [
    ['changes', drift === undefined ? 'What was found' : 'What is new', <WhatChanged record={record} data={data} />],
    ['figures', 'How much was verified', <Figures record={record} />, 'Verified'],
    // The script draws this one and the next again, inside the same elements.
    [
      'matrix',
      'Who gets in',
      <div id="matrix-panel">
        <MatrixPanel {...still} />
      </div>,
    ],
    [
      'findings',
      'Findings',
      <div id="findings-panel">
        <FindingsPanel {...still} />
      </div>,
    ],
    ['operations', 'Operations', <Operations record={record} />],
    [
      'reconciliation',
      'Contract or deployment',
      reconciliation !== undefined && <Reconciliation record={record} />,
      'Proposed edits',
    ],
    ['strength', 'Contract: tighten these first', <Strength record={record} />, 'Contract'],
    ['trend', 'Trend', trend.length > 1 && <Trend lines={trend} />],
    ['run', 'This run', <Run record={record} />],
  ];
  const drawn = sections.filter(([, , content]) => content !== false);
  return (
    <div class="page">
      <a class="skip" href="#main">
        Skip to the verdict
      </a>
      <header class="top">
        <p class="target">
          <b>{run.target.name}</b>
          <span>{` ${run.contract.title} ${run.contract.version}`}</span>
        </p>
        <nav aria-label="Sections">
          {drawn.map(([id, title, , link = title]) => (
            <a key={id} href={`#${id}`}>
              {link}
            </a>
          ))}
        </nav>
        <button id="theme" type="button" hidden>
          Dark mode
        </button>
      </header>
      <main id="main" tabIndex={-1}>
        <VerdictBanner record={record} />
        {drawn.map(([id, title, content]) => (
          <section key={id} id={id} tabIndex={-1} aria-labelledby={`${id}-title`}>
            <h2 id={`${id}-title`}>{title}</h2>
            {content}
          </section>
        ))}
      </main>
      <noscript>
        <p class="none">Without scripts the page cannot be filtered, and cells do not open.</p>
      </noscript>
    </div>
  );
}

const SYMBOLS: Readonly<Record<RunVerdict, string>> = {
  conforms: '\u2713',
  drift: '\u2717',
  'could-not-judge': '?',
  'left-behind': '!',
  interrupted: '\u2016',
};

/** Draws the verdict and the tallies. */
function VerdictBanner({ record }: Pick<PageProps, 'record'>): ComponentChild {
  const { run } = record;
  const title = titleOfVerdict(record);
  // Drift that does not fail the run is shown in the colours of doubt, whatever the exit code.
  const verdict = passesDrift(record) ? 'could-not-judge' : record.verdict;
  return (
    <div class={`verdict ${verdict}`}>
      <span class="symbol" aria-hidden>
        {passesDrift(record) ? '!' : SYMBOLS[verdict]}
      </span>
      <div>
        <h1>{title.charAt(0) + title.slice(1).toLowerCase()}</h1>
        <p class="because">{record.because}</p>
        {describeFailedSteps(record).map((step) => (
          <p key={step} class="failed-step">
            {step}
          </p>
        ))}
        <p class="muted">
          exit code {record.exitCode} &middot; {run.target.name} &middot; {run.profile} &middot;{' '}
          <time datetime={run.startedAt}>{run.startedAt.slice(0, 16).replace('T', ' ')} UTC</time> &middot;{' '}
          {(run.durationMs / 1000).toFixed(1)} s
        </p>
      </div>
      <ul class="tallies">
        {SEVERITIES.map((severity) => (
          <li key={severity} class={severity}>
            <b>{record.findings.filter((finding) => finding.severity === severity).length}</b> {severity}
          </li>
        ))}
        <li>
          <b>{record.gaps.length}</b> {pluralise(record.gaps.length, 'gap')}
        </li>
        {record.leftovers.length > 0 && (
          <li class="critical">
            <a href="#left-behind">{showCount(record.leftovers.length, 'thing')} left behind</a>
          </li>
        )}
      </ul>
    </div>
  );
}

const MOST_NEW = 12;

/** Draws what to act on: the new findings, and the acceptances that somebody has to look at. */
function WhatChanged({ record, data }: PageProps): ComponentChild {
  const { drift } = record;
  const open = data.groups.filter(({ state }) => state !== 'known');
  const left = open.length - MOST_NEW;
  return (
    <div>
      <p class="muted">
        {drift === undefined
          ? 'Not held against a baseline: everything found counts as new.'
          : hasAcceptances(drift)
            ? `${describeDrift(record)}, held against ${drift.baseline}`
            : `Nothing has been accepted so far, so that everything found counts as new (${drift.baseline}).`}
      </p>
      {open.length === 0 ? (
        <p class="none">Nothing new.</p>
      ) : (
        <ol class="causes">
          {open.slice(0, MOST_NEW).map((group) => (
            <NewFinding key={group.fingerprint} group={group} data={data} />
          ))}
        </ol>
      )}
      {left > 0 && (
        <p>
          <a href="#findings">{showCount(left, 'more finding')} below</a>
        </p>
      )}
      {drift !== undefined && (
        <div class="acceptances">
          {listAcceptances('Lapsed: accepted for a time that has passed', drift.expired)}
          {listAcceptances('Worse: accepted when it was milder, or on fewer operations', drift.worse)}
          {listAcceptances('Gone: the probe was sent again and found nothing', drift.gone)}
          {listAcceptances('Not checked: the probe was not sent', drift.notChecked)}
        </div>
      )}
    </div>
  );
}

function NewFinding({ group, data }: { readonly group: GroupView; readonly data: PageData }): ComponentChild {
  const members = group.members.flatMap((place) => data.findings[place] ?? []);
  const [first] = members;
  if (first === undefined) return null;
  const operations = new Set(members.map((member) => member.operation)).size;
  const others = operations === 1 ? '' : ` and ${showCount(operations - 1, 'other operation')}`;
  const where = `${first.operation}${others}${first.tier === '' ? '' : `, called with ${first.tierTitle}`}`;
  return (
    <li>
      <SeverityMark severity={group.severity} />
      <span>
        <a href={linkTo({ anchor: group.fingerprint })}>{group.title}</a>
        <span class="muted">{` ${where}: ${group.seen}`}</span>
      </span>
      {members.length !== 1 && <span class="times">&times;{members.length}</span>}
    </li>
  );
}

function listAcceptances(title: string, acceptances: readonly Acceptance[]): ComponentChild {
  if (acceptances.length === 0) return null;
  return (
    <details open={acceptances.length <= 10}>
      <summary>
        {title} ({acceptances.length})
      </summary>
      <ul>
        {acceptances.map((each) => (
          <li key={each.fingerprint}>
            <b>{titleOfRule(each.rule)}</b> at {describeAccepted(each)}, {each.place}
            {each.tier !== undefined && `, ${titleOfTier(each.tier)}`}
            <div class="muted">
              {each.owner} until {each.until}: {each.reason} <code>{each.fingerprint}</code>
            </div>
          </li>
        ))}
      </ul>
    </details>
  );
}
