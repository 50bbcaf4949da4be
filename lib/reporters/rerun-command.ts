import type { Finding } from '../findings/finding.ts';
import type { RunFacts } from '../findings/run-record.ts';

type Facts = Pick<RunFacts, 'profile' | 'seed' | 'faults' | 'contract'>;

/** What a case is sent again by: its operation, its family, and the tier where that alone is wanted. */
export interface Again {
  readonly operation: string;
  readonly family?: string;
  readonly tier?: string;
}

/** The command that sends the probe of a finding again, with whatever it is compared with: same profile, seed and contract. */
export function rerunFinding({ cases, operationId }: Pick<Finding, 'cases' | 'operationId'>, facts: Facts): string {
  const [operation = operationId, family] = (cases[0] ?? '').split('/');
  // Ids of cases are operation, family and variant.
  return rerunCommand(family === undefined ? { operation: operationId } : { operation, family }, facts);
}

/** The profile of recorded traffic: nothing was sent, so there is no profile or seed to repeat. */
const RECORDED = 'recorded';

export function rerunCommand({ operation, family, tier }: Again, { profile, seed, faults, contract }: Facts): string {
  const options: readonly (readonly [name: string, value: string | undefined])[] = [
    ['only', operation],
    ['family', family],
    ['tier', tier],
    ...(profile === RECORDED
      ? []
      : ([
          ['profile', profile],
          ['seed', seed],
        ] as const)),
    ['spec', contract.file],
    ...faults.map((fault) => ['fault', fault] as const),
  ];
  const written = options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${shellWord(value)}`]));
  return `npx conform run ${written.join(' ')}`;
}

/** As it is where it means nothing to a shell; else between single quotes. */
function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
