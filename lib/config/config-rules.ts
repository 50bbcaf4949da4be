import { CREDENTIALS } from '../platform/molecule/credentials.ts';
import { likenessOf, nearIds } from '../core/near-ids.ts';
import { isLoopbackHost } from './loopback.ts';
import { classifyHost } from './safety-policy.ts';
import {
  factsOf,
  splitList,
  VARIABLE_NAMES,
  type VariableGroup,
  type VariableName,
  type VariableValues,
} from './variables.ts';

/** Finds contradictions between variables that are each well formed; a sentence for each variable that has to be looked at. */
export function crossCheck(values: VariableValues, isComplete: boolean): readonly string[] {
  const hasTarget = values.CP_BASE_URL !== undefined || values.TENANT_BASE_URL !== undefined;
  return [
    ...oneAddressForAll(values),
    ...(hasTarget && isComplete ? emptyHanded(values) : []),
    ...sameTwice(values),
    ...plainHttp(values),
    ...(hasTarget ? unconfirmedProduction(values) : []),
  ];
}

/** Lists the host names of a target: of the control plane, and of a tenant with the slug of the org and with any other. */
function hostsOf({ CP_BASE_URL: cp, TENANT_BASE_URL: tenant, ORG_SLUG: slug }: VariableValues): readonly string[] {
  const urls = [cp, tenant?.replaceAll('{slug}', 'slug'), tenant?.replaceAll('{slug}', slug ?? 'slug')];
  return urls.flatMap((url) => (url === undefined ? [] : [new URL(url).hostname]));
}

type Texts = Readonly<Record<string, string | undefined>>;

/** Finds variables that are not set and that others which are set need; a sentence for each. */
export function findMissing(texts: Texts): readonly string[] {
  const set = new Set(Object.keys(texts));
  const neededBy = new Map<string, VariableName[]>();
  for (const name of VARIABLE_NAMES.filter((candidate) => set.has(candidate))) {
    for (const needed of needsOf(name, texts)) neededBy.set(needed, [...(neededBy.get(needed) ?? []), name]);
  }
  return [...withoutTarget(set), ...withoutNeeded(set, neededBy)];
}

/** The variables that a variable needs besides. One tenant has no slug to fill in; it has an org id where it routes. */
function needsOf(name: VariableName, texts: Texts): readonly string[] {
  const { needs = [] } = factsOf(name);
  const tenant = texts['TENANT_BASE_URL'];
  if (texts['CP_BASE_URL'] !== undefined || tenant === undefined) return needs;
  if (tenant.includes('{slug}')) return name === 'TENANT_BASE_URL' ? ['ORG_SLUG', 'ORG_ID'] : needs;
  // The tenant takes sessions together with the slug of the org.
  if (isOfPerson(name)) return ['ORG_SLUG'];
  const isRouted = texts['ORG_SLUG'] !== undefined;
  if (name === 'ORG_SLUG') return ['ORG_ID'];
  return needs.filter((needed) => needed !== 'ORG_SLUG' && (needed !== 'ORG_ID' || isRouted));
}

function isOfPerson(name: VariableName): boolean {
  return CREDENTIALS.some(({ variable, belongsTo }) => variable === name && belongsTo === 'person');
}

const OF_A_TARGET: readonly VariableGroup[] = ['target', 'org', 'credentials', 'workspaces'];

function withoutTarget(set: ReadonlySet<string>): readonly string[] {
  if (set.has('CP_BASE_URL') || set.has('TENANT_BASE_URL')) return [];
  const needing = VARIABLE_NAMES.filter((name) => set.has(name) && OF_A_TARGET.includes(factsOf(name).group));
  if (needing.length === 0) return [];
  return [
    `CP_BASE_URL or TENANT_BASE_URL is missing, and ${listOf(needing)} cannot do without it: set it to ${factsOf('CP_BASE_URL').mustBe}; set both where both services are the target.`,
  ];
}

function withoutNeeded(
  set: ReadonlySet<string>,
  neededBy: ReadonlyMap<string, readonly VariableName[]>,
): readonly string[] {
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

/** Finds what needs a host for each org, where TENANT_BASE_URL is the address of one tenant. */
function oneAddressForAll(values: VariableValues): readonly string[] {
  const { CP_BASE_URL: cp, TENANT_BASE_URL: tenant } = values;
  if (tenant === undefined || tenant.includes('{slug}')) return [];
  if (cp !== undefined) return [`TENANT_BASE_URL is malformed: it must be ${factsOf('TENANT_BASE_URL').mustBe}.`];
  if (values.OTHER_ORG_SLUG === undefined) return [];
  return [
    'OTHER_ORG_SLUG is of no use, since TENANT_BASE_URL is the address of one tenant: put {slug} in its place there, or remove it.',
  ];
}

function emptyHanded(values: VariableValues): readonly string[] {
  if (values.CP_BASE_URL === undefined) {
    if (values.TENANT_ADMIN_TOKEN !== undefined || values.ORG_API_KEY !== undefined) return [];
    return [
      'There is no credential that opens the tenant: set TENANT_ADMIN_TOKEN, from which the rest is derived, or ORG_API_KEY.',
    ];
  }
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
    .filter((name) => values[name]?.toLowerCase().startsWith('http:') === true)
    .filter((name) => !hostsOf({ [name]: values[name] }).every(isLoopbackHost))
    .map((name) => `${name} is plain http, and credentials are set: use https, or a host on this machine.`);
}

function unconfirmedProduction(values: VariableValues): readonly string[] {
  const isProductionHost = isOnProduction(values);
  if (!isProductionHost && values.TARGET_KIND !== 'production') return [];
  const problems: string[] = [];
  if (isProductionHost && values.TARGET_KIND !== undefined && values.TARGET_KIND !== 'production') {
    problems.push(
      'TARGET_KIND says otherwise, but a base URL names a host of production: set it to production, or leave it out.',
    );
  }
  const hosts = hostsOf(values);
  const isLoneTenant = values.CP_BASE_URL === undefined;
  if (values.CONFIRM_PRODUCTION_HOST?.toLowerCase() !== (isLoneTenant ? hosts.at(-1) : hosts[0])) {
    const where = isLoneTenant
      ? 'the host name of the tenant, by TENANT_BASE_URL'
      : 'the host name that stands in CP_BASE_URL';
    problems.push(
      `CONFIRM_PRODUCTION_HOST does not confirm this target, which is production: set it to ${where}, or choose another target.`,
    );
  }
  return problems;
}

/** Whether any host of a target is one of production. */
export function isOnProduction(values: VariableValues): boolean {
  const extra = splitList(values.EXTRA_PRODUCTION_HOSTS ?? '');
  return hostsOf(values).some((host) => classifyHost(host, extra) === 'production');
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
