import type { Sequence } from '../../lib/cases/case.ts';
import type { Session } from '../../lib/run/session.ts';
import { TAGS_WITH_SUITE } from '../../lib/suite-kit/define-suite.ts';

/** Has all cases sent as the suites do it: the sequences of one file side by side, one file after the other. */
export async function startAsSuites(session: Session): Promise<void> {
  const names = new Set(session.plan.sequences.map((sequence) => suiteOf(session, sequence)));
  for (const name of [...names].sort()) {
    const sequences = session.plan.sequences.filter((sequence) => suiteOf(session, sequence) === name);
    session.start(sequences, new Set(sequences.flatMap((sequence) => sequence.cases.map((testCase) => testCase.id))));
    await session.settled();
  }
}

function suiteOf({ contract }: Session, { group, operationId }: Sequence): string {
  const operation = contract.operation(operationId);
  const service = operation?.service ?? '';
  if (group === 'security') return `${group} ${service}`;
  const tag = operation?.tag ?? '';
  return `${group} ${service} ${TAGS_WITH_SUITE.includes(tag) ? tag : 'rest'}`;
}
