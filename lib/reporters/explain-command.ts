/** What a variable in a printed command stands for, where the configuration has none of that name. */
const MEANINGS: readonly (readonly [name: RegExp, meaning: string])[] = [
  [/^FRESH_UUID/, 'a new UUID'],
  [/^FRESH_SLUG32/, 'a new slug of 32 characters'],
  [/^FRESH_SLUG33/, 'a slug of 33 characters'],
  [/^FRESH_/, 'a new name'],
  [/^UNKNOWN_/, 'of something that does not exist'],
  [/^GARBAGE$/, 'any text in the form of the credential'],
  [/^SENT_VALUE$/, 'any text'],
  [/^EXPIRED_TOKEN$/, 'a token that says it has expired'],
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
      const meaning = CONFIGURED.test(name) ? undefined : MEANINGS.find(([pattern]) => pattern.test(name))?.[1];
      return meaning === undefined ? [] : [`${name}: ${meaning}`];
    })
    .join('; ');
}

/** Some of what the configuration may give begins like what is made. */
const CONFIGURED = /^OTHER_(?:ORG_(?:SLUG|ID|API_KEY)|TENANT_ADMIN_TOKEN|WORKSPACE_(?:ID|TOKEN))$/;
