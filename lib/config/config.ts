import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { config as readEnvFile } from 'dotenv';
import { CREDENTIALS } from '../platform/molecule/credentials.ts';
import { defined } from '../core/defined.ts';
import { err, ok, type Result } from '../core/result.ts';
import { crossCheck, findMissing, findMisspelt, isOnProduction } from './config-rules.ts';
import { limitsFrom, type Limits } from './limits.ts';
import { isLoopbackHost } from './loopback.ts';
import { classifyHost, type TargetKind } from './safety-policy.ts';
import { factsOf, splitList, VARIABLE_NAMES, VARIABLES, type VariableValues } from './variables.ts';

/** The credentials of the configuration by name. Printed or turned into JSON as a whole, it shows names only. */
type Secrets = Readonly<Record<string, string>>;

interface OrgReference {
  readonly slug: string;
  readonly id?: string;
}

interface EmbeddedConfig {
  readonly target: 'embedded';
  readonly kind: 'embedded';
  readonly name: 'embedded';
  readonly limits: Limits;
}

export interface RemoteConfig {
  readonly target: 'remote';
  readonly kind: Exclude<TargetKind, 'embedded'>;
  /** For reports and the baseline; fit for a file name. */
  readonly name: string;
  /** Without a slash at the end, like `tenantBaseUrl`. Absent where the control plane is out of scope. */
  readonly cpBaseUrl?: string;
  /** With `{slug}` in it, or the address of one tenant. Absent where tenants are out of scope. */
  readonly tenantBaseUrl?: string;
  /** By the id of a service, for platforms whose services are named by nothing else. Without a slash at the end. */
  readonly baseUrls?: Readonly<Record<string, string>>;
  readonly org?: OrgReference;
  readonly otherOrg?: OrgReference;
  readonly workspaceId?: string;
  readonly otherWorkspaceId?: string;
  readonly secrets: Secrets;
  /** Certificates in PEM, to be trusted besides the usual ones. */
  readonly tlsCa?: string;
  readonly limits: Limits;
}

/** The target of a run: addresses, credentials and limits. Read and checked once. */
export type Config = EmbeddedConfig | RemoteConfig;

/** Whether the org under test is one that the run makes, and removes again. */
export function isOwnOrg({ org }: RemoteConfig): boolean {
  return org === undefined;
}

/** Whether the target is one tenant, whatever its org is called: an address without `{slug}`. */
export function isOneTenant({ cpBaseUrl, tenantBaseUrl }: RemoteConfig): boolean {
  return cpBaseUrl === undefined && tenantBaseUrl?.includes('{slug}') === false;
}

/** Whether tenant calls are routed by the id of an org. One tenant without an id does not route. */
export function isRouted(config: RemoteConfig): boolean {
  return !isOneTenant(config) || config.org?.id !== undefined;
}

export interface ConfigSources {
  /** A file that has to be there; without it `.env` is read where there is one. */
  readonly envFile?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the configuration from the environment and a `.env` file; the environment wins. Problems come back as sentences, one
 * for each variable, that say what to do and never what the value was.
 */
export function readConfig(sources: ConfigSources = {}): Result<Config, readonly string[]> {
  const file = readFileVariables(sources.envFile);
  if (!file.ok) return err([file.error]);
  const texts = pickValues(sources.environment ?? process.env, file.value);
  const values = parseValues(texts);
  // All problems at once, so that one look mends them.
  const missing = findMissing(texts);
  if (!values.ok) return err([...values.error, ...missing]);
  const problems = [...missing, ...crossCheck(values.value, missing.length === 0)];
  if (problems.length > 0) return err(problems);
  const isIdle = sources.envFile !== undefined && VARIABLE_NAMES.every((name) => !file.value[name]?.trim());
  const { CP_BASE_URL: cpBaseUrl, TENANT_BASE_URL: tenantBaseUrl } = values.value;
  if (isIdle && cpBaseUrl === undefined && tenantBaseUrl === undefined)
    return err([describeIdle(sources.envFile ?? '', file.value)]);
  return buildConfig(values.value);
}

/** The variables of a platform that is known by its contract alone. */
interface NamedVariables {
  /** By the id of a service. */
  readonly baseUrls: Readonly<Record<string, string>>;
  readonly secrets: readonly { readonly name: string; readonly variable: string }[];
}

/** Printable, and long enough to be told from other text where it is taken out of what is recorded. */
const CREDENTIAL_TEXT = /^[\x21-\x7e]{8,8192}$/;

/** Reads the configuration of a platform whose addresses and credentials have variables of their own; everything else is named as usual. */
export function readNamedConfig(
  { baseUrls, secrets }: NamedVariables,
  sources: ConfigSources,
): Result<RemoteConfig, readonly string[]> {
  const file = readFileVariables(sources.envFile);
  if (!file.ok) return err([file.error]);
  const environment = sources.environment ?? process.env;
  const valueOf = (name: string): string | undefined =>
    environment[name]?.trim() || file.value[name]?.trim() || undefined;
  const usual = parseValues(pickValues(environment, file.value));
  if (!usual.ok) return usual;
  const urls = Object.entries(baseUrls).map(([service, variable]) => [service, variable, valueOf(variable)] as const);
  const problems = urls
    .filter(([, , url]) => url === undefined || !URL.canParse(url) || !/^https?:/i.test(url))
    .map(
      ([, variable]) => `${variable} is not set, or malformed: it must be a base URL, such as https://api.example.com.`,
    );
  const tlsCa = readCertificates(usual.value.TLS_CA_FILE);
  if (!tlsCa.ok) problems.push(tlsCa.error);
  if (problems.length > 0 || !tlsCa.ok) return err(problems);
  const set = secrets.flatMap(({ name, variable }) => {
    const value = valueOf(variable);
    return value === undefined ? [] : [{ name, variable, value }];
  });
  const hosts = urls.map(([, , url = '']) => new URL(url));
  const extra = splitList(usual.value.EXTRA_PRODUCTION_HOSTS ?? '');
  const isProduction =
    usual.value.TARGET_KIND === 'production' ||
    hosts.some(({ hostname }) => classifyHost(hostname, extra) === 'production');
  const unsafe = [
    ...set
      .filter(({ value }) => !CREDENTIAL_TEXT.test(value))
      .map(({ variable }) => `${variable} is malformed: it must be 8 characters or more, without blanks.`),
    ...(set.length > 0 && hosts.some(({ protocol, hostname }) => protocol === 'http:' && !isLoopbackHost(hostname))
      ? ['A base URL is plain http, and credentials are set: use https, or a host on this machine.']
      : []),
    ...(isProduction && usual.value.CONFIRM_PRODUCTION_HOST?.toLowerCase() !== hosts[0]?.hostname
      ? [
          'CONFIRM_PRODUCTION_HOST does not confirm this target, which is production: set it to the host of the base URL.',
        ]
      : []),
  ];
  if (unsafe.length > 0) return err(unsafe);
  const addresses = urls.map(([service, , url = '']) => [service, url.replace(/\/+$/, '')] as const);
  return ok({
    target: 'remote',
    kind: isProduction ? 'production' : kindOf(usual.value),
    name: usual.value.TARGET_NAME ?? nameOf(addresses[0]?.[1] ?? ''),
    baseUrls: Object.fromEntries(addresses),
    secrets: hideValues(Object.fromEntries(set.map(({ name, value }) => [name, value]))),
    ...defined({ tlsCa: tlsCa.value }),
    limits: limitsFrom(usual.value, 'remote'),
  });
}

/** Finds names in the `.env` file that have no effect, and look as if they were meant to have one; a sentence for each. */
export function readWarnings({ envFile }: ConfigSources = {}): readonly string[] {
  const file = readFileVariables(envFile);
  return file.ok ? describeMisspelt(envFile ?? '.env', file.value) : [];
}

function describeMisspelt(envFile: string, values: TextValues): readonly string[] {
  return findMisspelt(Object.keys(values)).map(
    ({ name, meant }) => `${name} in ${envFile} has no effect: did you mean ${meant}?`,
  );
}

/** The problem of a file that was named and sets nothing: the embedded deployment would be judged in place of the target that was meant. */
function describeIdle(envFile: string, values: TextValues): string {
  const slips = describeMisspelt(envFile, values).map((sentence) => ` ${sentence}`);
  return `The file ${envFile} sets none of the variables that are read: see .env.example for their names, or leave --env-file out to use the embedded deployment.${slips.join('')}`;
}

/** The address that is told of a run, and the one where its reports can be read. */
export interface Notification {
  /** Never shown: anybody who knows it can post there. */
  readonly webhookUrl?: string;
  readonly reportUrl?: string;
}

/** Reads the variables about notification and no others, so that commands without a target can do it too. */
export function readNotification(sources: ConfigSources = {}): Result<Notification, readonly string[]> {
  const file = readFileVariables(sources.envFile);
  if (!file.ok) return err([file.error]);
  const { NOTIFY_WEBHOOK_URL, REPORT_URL } = pickValues(sources.environment ?? process.env, file.value);
  const values = parseValues({ NOTIFY_WEBHOOK_URL, REPORT_URL });
  if (!values.ok) return values;
  return ok(defined({ webhookUrl: values.value.NOTIFY_WEBHOOK_URL, reportUrl: values.value.REPORT_URL }));
}

/** Reads the variable that names files of accommodations and no other, since the contract is read with them before the target. */
export function readAccommodationsVariable(sources: ConfigSources = {}): Result<readonly string[], readonly string[]> {
  const file = readFileVariables(sources.envFile);
  if (!file.ok) return err([file.error]);
  const { ACCOMMODATIONS } = pickValues(sources.environment ?? process.env, file.value);
  return ok(splitList(ACCOMMODATIONS ?? ''));
}

type TextValues = Readonly<Record<string, string | undefined>>;

function readFileVariables(envFile: string | undefined): Result<TextValues, string> {
  const { parsed, error } = readEnvFile({ path: envFile ?? '.env', quiet: true, processEnv: {} });
  if (error === undefined) return ok(parsed ?? {});
  if (envFile === undefined && 'code' in error && error.code === 'ENOENT') return ok({});
  return err(`The file ${envFile ?? '.env'} could not be read: check its name and its permissions.`);
}

/** An empty value counts as not set: pipelines pass empty variables for secrets that are not there. */
function pickValues(environment: TextValues, file: TextValues): TextValues {
  const entries = VARIABLE_NAMES.flatMap((name) => {
    const value = environment[name]?.trim() || file[name]?.trim();
    return value ? [[name, value] as const] : [];
  });
  return Object.fromEntries(entries);
}

function parseValues(values: TextValues): Result<VariableValues, readonly string[]> {
  const parsed = VARIABLES.safeParse(values);
  if (parsed.success) return ok(parsed.data);
  const malformed = new Set(parsed.error.issues.map((issue) => issue.path[0]));
  return err(
    VARIABLE_NAMES.filter((name) => malformed.has(name)).map(
      (name) => `${name} is malformed: it must be ${factsOf(name).mustBe}.`,
    ),
  );
}

function buildConfig(values: VariableValues): Result<Config, readonly string[]> {
  const { CP_BASE_URL: cpBaseUrl, TENANT_BASE_URL: tenantBaseUrl } = values;
  if (cpBaseUrl === undefined && tenantBaseUrl === undefined) {
    return ok({ target: 'embedded', kind: 'embedded', name: 'embedded', limits: limitsFrom(values, 'embedded') });
  }
  const tlsCa = readCertificates(values.TLS_CA_FILE);
  if (!tlsCa.ok) return err([tlsCa.error]);
  return ok({
    target: 'remote',
    kind: kindOf(values),
    name: values.TARGET_NAME ?? nameOf(cpBaseUrl ?? tenantBaseUrl?.replaceAll('{slug}', values.ORG_SLUG ?? '') ?? ''),
    ...defined({
      cpBaseUrl: cpBaseUrl?.replace(/\/+$/, ''),
      tenantBaseUrl: tenantBaseUrl?.replace(/\/+$/, ''),
      org: orgFrom(values.ORG_SLUG ?? slugOfLoneTenant(values), values.ORG_ID),
      otherOrg: orgFrom(values.OTHER_ORG_SLUG, values.OTHER_ORG_ID),
      workspaceId: values.WORKSPACE_ID,
      otherWorkspaceId: values.OTHER_WORKSPACE_ID,
      tlsCa: tlsCa.value,
    }),
    secrets: collectSecrets(values),
    limits: limitsFrom(values, 'remote'),
  });
}

/** The name of a target after its host, fit for a file name. */
function nameOf(baseUrl: string): string {
  return new URL(baseUrl).host.replace(/[^a-z0-9._-]+/g, '-').replace(/^[^a-z0-9]+/, '');
}

/** The slug of an org whose tenant is named by its address alone: the first part of the host, as in `acme.example.com`. */
function slugOfLoneTenant({
  CP_BASE_URL: cpBaseUrl,
  TENANT_BASE_URL: tenantBaseUrl,
}: VariableValues): string | undefined {
  if (cpBaseUrl !== undefined || tenantBaseUrl === undefined) return undefined;
  const [, slug] = /^([a-z][a-z0-9-]{2,31})\./.exec(new URL(tenantBaseUrl).hostname) ?? [];
  return slug ?? 'tenant-without-slug';
}

function collectSecrets(values: VariableValues): Secrets {
  const set = CREDENTIALS.flatMap(({ name, variable }) => {
    const value = values[variable];
    return value === undefined ? [] : [[name, value] as const];
  });
  return hideValues(Object.fromEntries(set));
}

function hideValues(secrets: Secrets): Secrets {
  const show = () => Object.fromEntries(Object.keys(secrets).map((name) => [name, `[secret:${name}]`]));
  // Not enumerable: copies and transfers between processes take the values and nothing else.
  return Object.defineProperties(secrets, { toJSON: { value: show }, [inspect.custom]: { value: show } });
}

function kindOf(values: VariableValues): RemoteConfig['kind'] {
  if (isOnProduction(values)) return 'production';
  // The schema lets nothing else through.
  return (values.TARGET_KIND ?? 'shared') as RemoteConfig['kind'];
}

function orgFrom(slug: string | undefined, id: string | undefined): OrgReference | undefined {
  return slug === undefined ? undefined : { slug, ...defined({ id }) };
}

function readCertificates(path: string | undefined): Result<string | undefined, string> {
  if (path === undefined) return ok(undefined);
  try {
    const pem = readFileSync(path, 'utf8');
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return ok(pem);
  } catch {
    // The sentence below says what to do in this case too.
  }
  return err(`TLS_CA_FILE is of no use: it must be ${factsOf('TLS_CA_FILE').mustBe}.`);
}
