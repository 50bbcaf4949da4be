import { countOf } from '../../core/text.ts';
import type { OpenFinding, StandingChange } from '../../drift/standing.ts';
import type { RunVerdict } from '../../findings/run-record.ts';
import { findRule } from '../../findings/select-rule.ts';
import { VERDICT_TITLES } from '../../reporters/describe-record.ts';
import { cutText, toPrintable } from '../../reporters/safe-text.ts';

/** A run to report, with or without a record. */
export interface Occasion {
  readonly target: string;
  readonly runId: string;
  readonly exitCode: number;
  readonly because: string;
  readonly change: StandingChange;
  /** Absent if the run ended without a record. */
  readonly figures?: NoticeFigures;
  readonly reportUrl?: string;
}

interface NoticeFigures {
  readonly findings: Readonly<Record<'critical' | 'major' | 'minor' | 'info', number>>;
  readonly gaps: number;
  readonly requests: number;
}

interface NoticeFinding {
  readonly fingerprint: string;
  readonly rule: string;
  readonly title: string;
  readonly severity: string;
  readonly operation: string;
}

/** The JSON body of the message. Slack reads `text` and ignores the rest. Text from the deployment is escaped in all of it. */
export interface Notice {
  readonly schemaVersion: 1;
  readonly text: string;
  readonly target: string;
  readonly run: string;
  readonly verdict: RunVerdict;
  /** Null for the first run. */
  readonly verdictBefore: RunVerdict | null;
  readonly exitCode: number;
  readonly because: string;
  readonly report: string | null;
  readonly counts: Partial<NoticeFigures> & { readonly new: number; readonly gone: number; readonly open: number };
  /** At most the first 50; `counts` has the number of all. */
  readonly new: readonly NoticeFinding[];
  readonly gone: readonly NoticeFinding[];
}

const MOST_FINDINGS = 50;

/** Builds the message. Pure. */
export function buildNotice(occasion: Occasion): Notice {
  const { change, reportUrl } = occasion;
  return {
    schemaVersion: 1,
    text: renderText(occasion),
    target: safe(occasion.target),
    run: safe(occasion.runId),
    verdict: change.after.verdict,
    verdictBefore: change.verdictBefore ?? null,
    exitCode: occasion.exitCode,
    because: safe(occasion.because),
    report: reportUrl ?? null,
    counts: {
      new: change.newFindings.length,
      gone: change.gone.length,
      open: change.after.open.length,
      ...occasion.figures,
    },
    new: change.newFindings.slice(0, MOST_FINDINGS).map(describeFinding),
    gone: change.gone.slice(0, MOST_FINDINGS).map(describeFinding),
  };
}

const LONGEST_TEXT = 500;

function safe(text: string): string {
  return escapeControl(toPrintable(cutText(text, LONGEST_TEXT)));
}

function describeFinding({ fingerprint, rule, severity, operationId }: OpenFinding): NoticeFinding {
  return {
    fingerprint: safe(fingerprint),
    rule: safe(rule),
    title: titleOf(rule),
    severity,
    operation: safe(operationId),
  };
}

/** Returns the title of a rule. A record of another edition may name rules that this one does not know. */
function titleOf(rule: string): string {
  return safe(findRule(rule)?.title ?? 'a rule that this version does not know');
}

function renderText(occasion: Occasion): string {
  const { change, reportUrl, target, because } = occasion;
  const { newFindings, gone, verdictBefore } = change;
  const { verdict, open } = change.after;
  const was =
    verdictBefore === undefined || verdictBefore === verdict ? '' : `, was ${VERDICT_TITLES[verdictBefore]} before`;
  return [
    `*${VERDICT_TITLES[verdict]}* ${slackCode(target)}${was}`,
    `${newFindings.length} new, ${gone.length} gone, ${countOf(open.length, 'finding')} open. ${slackCode(because)}`,
    ...listFindings('new', newFindings),
    ...listFindings('gone', gone),
    ...(reportUrl === undefined ? [] : [slackLink(reportUrl, 'Report')]),
  ].join('\n');
}

const MOST_LINES = 10;

function listFindings(state: string, findings: readonly OpenFinding[]): readonly string[] {
  const lines = findings
    .slice(0, MOST_LINES)
    .map(
      ({ severity, rule, operationId }) =>
        `• ${state}, ${severity}: ${titleOf(rule)} ${slackCode(rule)} at ${slackCode(operationId)}`,
    );
  const left = findings.length - lines.length;
  return left === 0 ? lines : [...lines, `• and ${left} more ${state}`];
}

const LONGEST_CODE = 300;

const CONTROL: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Renders foreign text as a code span of Slack's mrkdwn. Inside one nothing is a link, a mention or formatting, and without
 * `<` nothing is a control sequence such as `<!channel>`.
 */
function slackCode(text: string): string {
  const shown = escapeControl(toPrintable(cutText(text, LONGEST_CODE))).replaceAll('`', "'");
  return `\`${shown.trim() === '' ? '(empty)' : shown}\``;
}

/** Renders a link from the configuration. */
function slackLink(url: string, title: string): string {
  return `<${escapeControl(new URL(url).href).replaceAll('|', '%7C')}|${title}>`;
}

/** Escapes the three characters that control sequences consist of (Slack, "Formatting text for app surfaces"). */
function escapeControl(text: string): string {
  return text.replace(/[&<>]/g, (character) => CONTROL[character] ?? character);
}
