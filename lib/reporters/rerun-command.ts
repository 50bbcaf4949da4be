import type { Finding } from '../findings/finding.ts';
import type { RunFacts } from '../findings/run-record.ts';

/** What a run has to have in common with another one to be the same: all but where and when it ran. */
export type RerunFacts = Pick<RunFacts, 'profile' | 'seed' | 'faults' | 'contract'> & {
  readonly target: Pick<RunFacts['target'], 'envFile'>;
};

/** What a case is sent again by: its operation, its family, and the tier where that alone is wanted. */
export interface Again {
  readonly operation: string;
  readonly family?: string;
  readonly tier?: string;
}

/** The command that sends the probe of a finding again, with whatever it is compared with: same profile, seed and contract. */
export function rerunFinding(
  { cases, operationId }: Pick<Finding, 'cases' | 'operationId'>,
  facts: RerunFacts,
): string {
  const [operation = operationId, family] = (cases[0] ?? '').split('/');
  // Ids of cases are operation, family and variant.
  return rerunCommand(family === undefined ? { operation: operationId } : { operation, family }, facts);
}

/** The profile of recorded traffic: nothing was sent, so there is no profile or seed to repeat. */
const RECORDED = 'recorded';

/** The command that sends cases again to the same target, as it was configured: environment variables have to be set as they were. */
export function rerunCommand(
  { operation, family, tier }: Again,
  { profile, seed, faults, contract, target }: RerunFacts,
): string {
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
    ...(contract.overlays ?? []).map((overlay) => ['overlay', overlay] as const),
    ['data', contract.data],
    ['env-file', profile === RECORDED ? undefined : target.envFile],
    ...faults.map((fault) => ['fault', fault] as const),
  ];
  const written = options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${shellWord(value)}`]));
  return `npx conform run ${written.join(' ')}`;
}

/** Quotes a text for a shell, unless it is a plain word: `my file` becomes `'my file'`. */
export function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
