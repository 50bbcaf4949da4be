import { probeOf, type Case, type Expectation, type Step } from '../cases/case.ts';
import { defined } from '../core/defined.ts';
import { describeOutcome, type Exchange } from '../exchange/exchange.ts';
import type { MatrixCell } from '../findings/run-record.ts';
import { describeUnreadable, type AccessReading } from './read-access.ts';

interface CellQuestion {
  readonly testCase: Case;
  /** The probe as sent; absent where it was not. */
  readonly probe?: { readonly step: Step; readonly exchange: Exchange };
  readonly reading?: AccessReading;
  readonly isDrift: boolean;
  /** Why it could not be told, where the checks say so. */
  readonly reason?: string;
}

/** Makes the cell of the access matrix from the reading of a case's probe; undefined for cases that fill none. */
export function cellOf({ testCase, probe, reading, isDrift, reason }: CellQuestion): MatrixCell | undefined {
  if (testCase.family === 'conformance') return undefined;
  const seen = describeSeen(probe, reading, reason);
  const expected = expectedAccess(probeOf(testCase).expectation);
  if (isDrift) return toCell(testCase, expected, { ...seen, verdict: 'drift' });
  const why = reason ?? whyUntold(expected, reading, probe !== undefined);
  return toCell(
    testCase,
    expected,
    why === undefined ? { ...seen, verdict: 'as-expected' } : { ...seen, verdict: 'could-not-tell', reason: why },
  );
}

/** Makes the cell of a case that was not sent. */
export function unsentCellOf(
  testCase: Case,
  verdict: Extract<MatrixCell['verdict'], 'covered' | 'not-probed' | 'could-not-tell'>,
  reason: string,
): MatrixCell | undefined {
  if (testCase.family === 'conformance') return undefined;
  return toCell(testCase, expectedAccess(probeOf(testCase).expectation), {
    access: 'unknown',
    observed: reason,
    verdict,
    reason,
  });
}

type Seen = Pick<MatrixCell, 'access' | 'observed' | 'verdict' | 'reason'>;

function toCell(testCase: Case, expected: MatrixCell['expected'], seen: Seen): MatrixCell {
  return {
    operationId: testCase.operationId,
    tier: testCase.tier,
    ...defined({
      variant: testCase.family === 'tier-matrix' ? undefined : `${testCase.family}/${testCase.variant}`,
    }),
    expected,
    ...seen,
    caseId: testCase.id,
  };
}

function describeSeen(
  probe: CellQuestion['probe'],
  reading: AccessReading | undefined,
  reason: string | undefined,
): Pick<MatrixCell, 'access' | 'observed'> {
  if (probe === undefined) return { access: 'unknown', observed: reason ?? 'not sent' };
  const { outcome } = probe.exchange;
  if (outcome.kind === 'failed') return { access: 'unknown', observed: describeOutcome(probe.exchange) };
  if (reading === undefined || reading.kind === 'unknown')
    return { access: reading === undefined ? 'answered' : 'unknown', observed: `answered ${outcome.status}` };
  return { access: reading.kind, observed: `${reading.kind} ${outcome.status}` };
}

/** Says why a cell is not as expected although no check reports it; undefined where it is. */
function whyUntold(
  expected: MatrixCell['expected'],
  reading: AccessReading | undefined,
  isSent: boolean,
): string | undefined {
  if (!isSent) return 'not sent';
  if (reading === undefined) return undefined;
  if (reading.kind === 'unknown') return describeUnreadable(reading);
  return expected === 'either' || expected === reading.kind
    ? undefined
    : 'the answer says nothing about the credential';
}

function expectedAccess({ kind }: Expectation): MatrixCell['expected'] {
  switch (kind) {
    case 'either':
      return 'either';
    case 'refused':
    case 'unauthenticated':
    case 'unrouted':
      return 'refused';
    case 'success':
    case 'error':
    case 'accepted':
    case 'mirrors':
      return 'accepted';
  }
}
