import { defined } from '../core/defined.ts';
import { HarnessError } from '../core/errors.ts';
import type { Finding } from '../findings/finding.ts';
import { operationsOf } from '../findings/merge-into-causes.ts';
import { printPlace } from '../findings/place.ts';
import type { Acceptance, RunRecord } from '../findings/run-record.ts';

/** The decision to accept findings: by whom, why, and for how long. */
export interface AcceptOptions {
  readonly reason: string;
  readonly owner: string;
  /** The last day on which the acceptance counts, ISO 8601. */
  readonly until: string;
  /** ISO 8601 date. */
  readonly today: string;
  /** A critical finding is accepted only where somebody says so. */
  readonly evenCritical: boolean;
}

/** Makes an acceptance of each finding, with the operations that it is on, or throws a `HarnessError` and makes none. The first case of a finding is its probe. */
export function acceptFindings(findings: readonly Finding[], options: AcceptOptions): readonly Acceptance[] {
  const reason = requireText('--reason', options.reason);
  const owner = requireText('--owner', options.owner);
  checkUntil(options.until, options.today);
  const critical = findings.filter(({ severity }) => severity === 'critical');
  if (critical.length > 0 && !options.evenCritical) {
    throw new HarnessError('usage', 'a critical finding is not accepted in passing', [
      ...critical.map(({ fingerprint, rule, operationId }) => `${fingerprint}  ${rule} at ${operationId}`),
      'leave it out, or say --even-critical',
    ]);
  }
  return findings.map(({ fingerprint, rule, severity, operationId, place, tier, cases, occurrences }) => ({
    fingerprint,
    rule,
    severity,
    operationId,
    operations: [...operationsOf({ occurrences })],
    place: printPlace(place),
    ...defined({ tier }),
    probe: cases[0] ?? '',
    reason,
    owner,
    until: options.until,
  }));
}

function requireText(option: string, text: string): string {
  const trimmed = text.trim();
  if (trimmed === '')
    throw new HarnessError('usage', `${option} is empty; whoever reads the baseline will want to know`);
  return trimmed;
}

function checkUntil(until: string, today: string): void {
  const day = new Date(`${until}T00:00:00Z`);
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(until) && !Number.isNaN(day.getTime()) && isoDate(day) === until;
  if (!isDate) throw new HarnessError('usage', `--until takes a date such as ${today}, not "${until}"`);
  if (until < today) throw new HarnessError('usage', `--until ${until} has passed already`);
  const latest = addYear(today);
  if (until > latest) {
    throw new HarnessError('usage', `--until ${until} is more than a year ahead; ${latest} is the latest`, [
      'an acceptance is looked at again once a year',
    ]);
  }
}

function addYear(today: string): string {
  const day = new Date(`${today}T00:00:00Z`);
  day.setUTCFullYear(day.getUTCFullYear() + 1);
  return isoDate(day);
}

function isoDate(day: Date): string {
  return day.toISOString().slice(0, 10);
}

const SHORTEST_PREFIX = 6;

/** Selects findings by fingerprints, their own or of their occurrences, or by unambiguous beginnings of them. Throws a `HarnessError` for one that names none or several. */
export function selectFindings({ run, findings }: RunRecord, names: readonly string[]): readonly Finding[] {
  const selected = names.map((name) => {
    const wanted = name.toLowerCase();
    if (!/^[0-9a-f]+$/.test(wanted) || wanted.length < SHORTEST_PREFIX) {
      throw new HarnessError(
        'usage',
        `"${name}" is no fingerprint; at least its first ${SHORTEST_PREFIX} digits are needed`,
      );
    }
    const matches = findings.filter(({ fingerprint, occurrences }) =>
      [fingerprint, ...occurrences.map((occurrence) => occurrence.fingerprint)].some((each) => each.startsWith(wanted)),
    );
    const [match] = matches;
    if (match === undefined) throw new HarnessError('usage', `the run ${run.id} has no finding ${name}`);
    if (matches.length > 1) {
      throw new HarnessError(
        'usage',
        `${name} names ${matches.length} findings`,
        matches.map(({ fingerprint }) => fingerprint),
      );
    }
    return match;
  });
  return [...new Set(selected)];
}
