import { CREDENTIALS, MADE_UP, toVariable } from '../contract/credentials.ts';
import { secretName } from '../core/names.ts';

/** What a variable in a printed command stands for, where the configuration has none of that name. */
const MEANINGS: readonly (readonly [name: RegExp, meaning: string])[] = [
  [/^FRESH_UUID/, 'a new UUID'],
  [/^FRESH_SLUG32/, 'a new slug of 32 characters'],
  [/^FRESH_SLUG33/, 'a slug of 33 characters'],
  [/^FRESH_/, 'a new name'],
  [/^UNKNOWN_/, 'of something that does not exist'],
  [/^(?:MINTED|REVOKED)_ORG_KEY$/, 'a key minted for it (tenantCreateOrgToken); that of the run is gone'],
  [/^DELETED_WORKSPACE_TOKEN$/, 'the token of a workspace that was deleted; that of the run is gone'],
  [/^OTHER_ORG_WORKSPACE_ID$/, 'a workspace of the other org'],
  [/^UNNAMED_/, 'not known: nothing names it'],
  [
    /^(?:MADE|OTHER|OWNED|ADMIN|CREATED|INSTANCE|ORG_TOKEN)_.*(?:ID|SLUG)$|^INSTANCE_ID$/,
    'of what is made first, as its creation answers',
  ],
];

/** Explains the variables of a printed command that stand in no configuration; empty where there are none. */
export function explainCommand(command: string): string {
  const names = [...command.matchAll(/\$\{?([A-Z][A-Z0-9_]*)/g)].map((match) => match[1] ?? '');
  return [...new Set(names)]
    .flatMap((name) => {
      const meaning = CONFIGURED.has(name) ? undefined : meaningOf(name);
      return meaning === undefined ? [] : [`${name}: ${meaning}`];
    })
    .join('; ');
}

/** Some of what the configuration may give begins like what is made. */
const CONFIGURED: ReadonlySet<string> = new Set([
  ...CREDENTIALS.map(({ variable }) => variable),
  ...['OTHER_ORG_SLUG', 'OTHER_ORG_ID', 'OTHER_WORKSPACE_ID'],
]);

function meaningOf(variable: string): string | undefined {
  const madeUp = [...MADE_UP].find(([secret]) => toVariable(secretName(secret)) === variable);
  return madeUp?.[1] ?? MEANINGS.find(([pattern]) => pattern.test(variable))?.[1];
}
