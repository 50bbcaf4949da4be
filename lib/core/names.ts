/**
 * The kinds of names that stand in `${...}` of a template. All but `thing` are told by the word before the first dot:
 * `secret.orgApiKey` is a credential, `fresh.slug.admin` is new in every case, `run.token` is the run's own, `unknown.uuid`
 * is the id of nothing, `unnamed.key` is never bound, `value.runtime` stands in the data file, `origin.cp` is an address.
 * A `thing` is under test, or was made: `org.slug`, `workspace.id`, `org.status`.
 */
export type NameKind = 'secret' | 'fresh' | 'run' | 'unknown' | 'unnamed' | 'value' | 'origin' | 'thing';

const PREFIXES = ['secret', 'fresh', 'run', 'unknown', 'unnamed', 'value', 'origin'] as const satisfies NameKind[];

/** Matches a placeholder of a template: `${org.slug}`, or with a modifier `${upper:org.slug}`. */
export const PLACEHOLDER = /\$\{([^}]+)\}/g;

/** How a template asks for a name: `${org.slug}` for `org.slug`. */
export function placeholderOf(name: string): string {
  return `\${${name}}`;
}

/** The kind of a name: `secret` for `secret.orgApiKey`, `thing` for `org.slug`. */
export function kindOf(name: string): NameKind {
  return PREFIXES.find((prefix) => name.startsWith(`${prefix}.`)) ?? 'thing';
}

/** The rest of a name behind its first dot: `slug.admin` for `fresh.slug.admin`. */
export function labelOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

/** The name of a secret: `secret.orgApiKey` for `orgApiKey`. */
export function secretName(secret: string): string {
  return `secret.${secret}`;
}

/** The secret that a name stands for: `orgApiKey` for `secret.orgApiKey`, undefined for `org.slug`. */
export function secretOf(name: string): string | undefined {
  return kindOf(name) === 'secret' ? labelOf(name) : undefined;
}

type NamedValues = readonly (readonly [name: string, value: string])[];

/** Values of secrets by their names: `{ orgApiKey: 'x' }` gives `secret.orgApiKey`. */
export function nameSecrets(secrets: Readonly<Record<string, string>>): NamedValues {
  return Object.entries(secrets).map(([secret, value]) => [secretName(secret), value]);
}

/** Values of the data file by their names: `{ runtime: 'x' }` gives `value.runtime`. */
export function nameValues(values: Readonly<Record<string, string>>): NamedValues {
  return Object.entries(values).map(([value, text]) => [`value.${value}`, text]);
}

/** The forms of what does not exist: `unknown.uuid`. */
export const UNKNOWN_FORMS = ['uuid', 'slug', 'token', 'key'] as const;

/** Values of things that do not exist by their names: `{ uuid: 'x', ... }` gives `unknown.uuid`. */
export function nameUnknown(values: Readonly<Record<(typeof UNKNOWN_FORMS)[number], string>>): NamedValues {
  return UNKNOWN_FORMS.map((form) => [`unknown.${form}`, values[form]]);
}

/** The forms that a fresh value may have. */
export const FRESH_FORMS = ['uuid', 'key', 'slug', 'slug32', 'slug33', 'name'] as const;

/** The form of a fresh value: `slug` for `fresh.slug` and `fresh.slug.admin`, undefined where there is no such form. */
export function freshFormOf(name: string): (typeof FRESH_FORMS)[number] | undefined {
  const [form] = kindOf(name) === 'fresh' ? labelOf(name).split('.') : [];
  return FRESH_FORMS.find((known) => known === form);
}

/** A name that is never bound, for a member that a request lacks on purpose: `unnamed.key` for `key`. */
export function unnamedName(member: string): string {
  return `unnamed.${member}`;
}

/** The variable that configures the base URL of a service: `CP_BASE_URL` for `cp`. */
export function baseUrlVariable(service: string): string {
  return toVariable(`${service}.baseUrl`);
}

/** Names of a run that are bound before its first request. */
export function runNamesOf(platform: {
  readonly runNames: readonly string[];
  readonly services: readonly { readonly id: string }[];
}): readonly string[] {
  return ['run.token', ...platform.runNames, ...platform.services.map(({ id }) => `origin.${id}`)];
}

/** Whether only this run has the value of a name, so that a thing which is called like it was made by this run. */
export function isOfRun(name: string): boolean {
  return kindOf(name) === 'fresh' || kindOf(name) === 'run';
}

/** Whether a name is the id of something that exists: `org.slug`, `workspace.id`, `orgToken.keyId`. */
export function isIdOfThing(name: string): boolean {
  return kindOf(name) === 'thing' && /\.(?:id|slug|keyId)$/.test(name);
}

/**
 * Whether a name is the id of something that a case makes, as its creation answers it: `workspace.id`, `created.slug`. An
 * unnamed id counts as well: what a broken request made may be found by another member.
 */
export function isIdOfMade(name: string): boolean {
  if (name === 'created.slug') return true;
  const isMade = kindOf(name) === 'thing' ? !['org.id', 'otherOrg.id'].includes(name) : kindOf(name) === 'unnamed';
  return isMade && /^\w+\.(?:id|keyId)$/.test(name);
}

/** Whether a name holds a word of the contract, such as `running` for `org.status`, and no value that only a run has. */
export function holdsWord(name: string): boolean {
  return /\.(?:status|health)$/.test(name);
}

/** Secrets that a run makes up, and what each is. They open nothing, and may stand anywhere in a request. */
export const MADE_UP: ReadonlyMap<string, string> = new Map([
  ['expiredToken', 'a token that says it has expired'],
  ['garbage', 'any text in the form of the credential'],
  ['sentValue', 'any text'],
]);

/** The variable that a name has in messages and printed commands: ORG_API_KEY for `secret.orgApiKey`, `FRESH_SLUG` for `fresh.slug`. */
export function toVariable(name: string): string {
  return (secretOf(name) ?? name)
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
}
