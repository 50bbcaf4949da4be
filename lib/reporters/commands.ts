import { KNOWN_VARIABLES } from '../platform/known-callers.ts';
import { MADE_UP, secretName, toVariable } from '../core/names.ts';
import { splitCaseId } from '../core/case-id.ts';
import type { Finding } from '../findings/finding.ts';
import type { RunFacts } from '../findings/run-record.ts';

/** The facts of a run that its cases depend on. Two runs with the same ones send the same requests. */
export type RerunFacts = Pick<RunFacts, 'profile' | 'seed' | 'faults' | 'edition' | 'contract'> & {
  readonly target: Pick<RunFacts['target'], 'envFile'>;
};

/** The cases that are sent again: those of an operation, of one family where it is given, and of one tier. */
interface CasesToRerun {
  readonly operation: string;
  readonly family?: string;
  readonly tier?: string;
}

/** Renders the command that sends the probe of a finding again, with the cases that it is compared with. */
export function rerunFinding(
  { cases, operationId }: Pick<Finding, 'cases' | 'operationId'>,
  facts: RerunFacts,
): string {
  const { operationId: operation, family } = splitCaseId(cases[0] ?? '');
  return rerunCommand(family === undefined ? { operation: operationId } : { operation, family }, facts);
}

/** The profile of a record that was made of recorded traffic: nothing was sent, so no profile or seed can be repeated. */
const RECORDED = 'recorded';

/** Renders the command that sends cases again to the same target. Environment variables have to be set as they were. */
export function rerunCommand(
  { operation, family, tier }: CasesToRerun,
  { profile, seed, faults, edition, contract, target }: RerunFacts,
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
    ...(contract.accommodations ?? []).map((file) => ['accommodations', file] as const),
    ['env-file', profile === RECORDED ? undefined : target.envFile],
    ...faults.map((fault) => ['fault', fault] as const),
    ['edition', edition],
  ];
  const written = options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${shellWord(value)}`]));
  return `npx conform run ${written.join(' ')}`;
}

/** Quotes a text for a shell, unless it is a plain word: `my file` becomes `'my file'`. */
export function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The meanings of variables in printed commands that no configuration sets. The first pattern that fits counts. */
const MEANINGS: readonly (readonly [name: RegExp, meaning: string])[] = [
  [/^FRESH_UUID/, 'a new UUID'],
  [/^FRESH_SLUG32/, 'a new slug of 32 characters'],
  [/^FRESH_SLUG33/, 'a slug of 33 characters'],
  [/^FRESH_/, 'a new name'],
  [/^UNKNOWN_/, 'of something that does not exist'],
  [/^(?:MINTED|REVOKED)_ORG_KEY$/, 'a key minted for it (tenantCreateOrgToken); that of the run is gone'],
  [/^DELETED_WORKSPACE_TOKEN$/, 'the token of a workspace that was deleted; that of the run is gone'],
  [/^WORKSPACE_FOR_.*_ID$/, 'a workspace that nothing else is done to'],
  [/^TOKEN_FOR_/, 'a token of that workspace'],
  [/^OTHER_ORG_WORKSPACE_ID$/, 'a workspace of the other org'],
  [/^UNNAMED_/, 'not known: nothing names it'],
  [
    /^(?:MADE|OTHER|OWNED|ADMIN|CREATED|INSTANCE|ORG_TOKEN)_.*(?:ID|SLUG)$|^INSTANCE_ID$/,
    'of what is made first, as its creation answers',
  ],
];

/** Explains the variables of a printed command that no configuration sets, as in `FRESH_UUID: a new UUID`; empty where there are none. */
export function explainCommand(command: string): string {
  const names = [...command.matchAll(/\$\{?([A-Z][A-Z0-9_]*)/g)].map((match) => match[1] ?? '');
  return [...new Set(names)]
    .flatMap((name) => {
      const meaning = CONFIGURED.has(name) ? undefined : meaningOf(name);
      return meaning === undefined ? [] : [`${name}: ${meaning}`];
    })
    .join('; ');
}

/** Variables that the configuration may set although their names look like those of things that a run makes. */
const CONFIGURED: ReadonlySet<string> = new Set([
  ...KNOWN_VARIABLES,
  ...['OTHER_ORG_SLUG', 'OTHER_ORG_ID', 'OTHER_WORKSPACE_ID'],
]);

/** Finds the meaning of a variable: of a secret that a run makes up, or of another name that it binds. */
function meaningOf(variable: string): string | undefined {
  const madeUp = [...MADE_UP].find(([secret]) => toVariable(secretName(secret)) === variable);
  return madeUp?.[1] ?? MEANINGS.find(([pattern]) => pattern.test(variable))?.[1];
}
