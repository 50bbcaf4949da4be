import { CREDENTIALS } from '../contract/credentials.ts';
import { likenessOf, nearIds } from '../core/near-ids.ts';
import { isLoopbackHost } from './loopback.ts';
import { classifyHost } from './safety-policy.ts';
import { factsOf, splitList, VARIABLE_NAMES, type VariableName, type VariableValues } from './variables.ts';

/** Finds contradictions between variables that are each well formed; a sentence for each variable that has to be looked at. */
export function crossCheck(values: VariableValues, isComplete: boolean): readonly string[] {
  const { CP_BASE_URL: cpBaseUrl, TENANT_BASE_URL: tenantBaseUrl } = values;
  const hasTarget = cpBaseUrl !== undefined && tenantBaseUrl !== undefined;
  return [
    ...(hasTarget && isComplete ? emptyHanded(values) : []),
    ...sameTwice(values),
    ...plainHttp(values),
    ...(hasTarget ? unconfirmedProduction(values) : []),
  ];
}

export function hostOf(baseUrl: string): string {
  return new URL(baseUrl.replaceAll('{slug}', 'slug')).hostname;
}

/** Finds variables that are not set and that others which are set need; a sentence for each. */
export function findMissing(set: ReadonlySet<string>): readonly string[] {
  const neededBy = new Map<string, VariableName[]>();
  for (const name of VARIABLE_NAMES.filter((candidate) => set.has(candidate))) {
    for (const needed of factsOf(name).needs ?? []) neededBy.set(needed, [...(neededBy.get(needed) ?? []), name]);
  }
  return VARIABLE_NAMES.filter((name) => !set.has(name) && neededBy.has(name)).map((name) => {
    const needing = neededBy.get(name) ?? [];
    return `${name} is missing, and ${listOf(needing)} cannot do without it: set it to ${factsOf(name).mustBe}.`;
  });
}

/** Shorter names are near to too many others. */
const SHORTEST_NAME = 6;
/** Found for a letter that is missing, doubled or swapped, and for a short word that is missing: TENANT_URL is near to TENANT_BASE_URL. */
const LEAST_LIKENESS = 0.75;

/** Finds names that nothing reads and that look like one that is read. Other names are taken for somebody else's. */
export function findMisspelt(names: readonly string[]): readonly { readonly name: string; readonly meant: string }[] {
  const known: ReadonlySet<string> = new Set(VARIABLE_NAMES);
  return names
    .filter((name) => !known.has(name) && name.length >= SHORTEST_NAME)
    .flatMap((name) => {
      const [meant = ''] = nearIds(name, VARIABLE_NAMES);
      return likenessOf(name, meant) < LEAST_LIKENESS ? [] : [{ name, meant }];
    });
}

function emptyHanded(values: VariableValues): readonly string[] {
  if (hasCredential(values) || values.ORG_SLUG !== undefined) return [];
  return [
    'There is no credential and no org: set CP_ADMIN_BEARER, from which the rest is derived, or ORG_SLUG, ORG_ID and ORG_API_KEY of an org that is there.',
  ];
}

function hasCredential(values: VariableValues): boolean {
  return CREDENTIALS.some(({ variable }) => values[variable] !== undefined);
}

const MUST_DIFFER: readonly (readonly VariableName[])[] = [
  ['ORG_SLUG', 'OTHER_ORG_SLUG'],
  ['ORG_ID', 'OTHER_ORG_ID'],
  ['WORKSPACE_ID', 'OTHER_WORKSPACE_ID'],
  // One person may be a stranger to the org and lack terms or credit as well.
  CREDENTIALS.filter(({ person }) => person?.lacks === undefined).map(({ variable }) => variable),
];

/** Finds values that stand under two names: with these every refusal would look like drift. */
function sameTwice(values: VariableValues): readonly string[] {
  return MUST_DIFFER.flatMap((names) =>
    names.flatMap((name, index) => {
      const first = names.slice(0, index).find((other) => values[name] !== undefined && values[other] === values[name]);
      return first === undefined
        ? []
        : [`${name} is the same as ${first}: set it to a value of its own, or remove it.`];
    }),
  );
}

function plainHttp(values: VariableValues): readonly string[] {
  if (!hasCredential(values)) return [];
  return (['CP_BASE_URL', 'TENANT_BASE_URL'] as const)
    .filter((name) => values[name]?.toLowerCase().startsWith('http:') === true && !isLoopbackHost(hostOf(values[name])))
    .map((name) => `${name} is plain http, and credentials are set: use https, or a host on this machine.`);
}

function unconfirmedProduction(values: VariableValues): readonly string[] {
  const { CP_BASE_URL: cpBaseUrl = '', TENANT_BASE_URL: tenantBaseUrl = '' } = values;
  const extra = splitList(values.EXTRA_PRODUCTION_HOSTS ?? '');
  const isProductionHost = [cpBaseUrl, tenantBaseUrl].some((url) => classifyHost(hostOf(url), extra) === 'production');
  if (!isProductionHost && values.TARGET_KIND !== 'production') return [];
  const problems: string[] = [];
  if (isProductionHost && values.TARGET_KIND !== undefined && values.TARGET_KIND !== 'production') {
    problems.push(
      'TARGET_KIND says otherwise, but a base URL names a host of production: set it to production, or leave it out.',
    );
  }
  if (values.CONFIRM_PRODUCTION_HOST?.toLowerCase() !== hostOf(cpBaseUrl)) {
    problems.push(
      'CONFIRM_PRODUCTION_HOST does not confirm this target, which is production: set it to the host name that stands in CP_BASE_URL, or choose another target.',
    );
  }
  return problems;
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
