import { z } from 'zod';
import {
  CREDENTIALS,
  type Credential,
  type CredentialVariable,
  type SecretName,
} from '../platform/molecule/credentials.ts';
/** In the order in which they stand in `.env.example`. A variable of the first four groups asks for a target of one's own. */
export const VARIABLE_GROUPS = {
  target: 'The deployment',
  org: 'An org that is already there',
  credentials: 'Credentials: bare values without blanks, and without a prefix such as "Bearer" or "mcp_session="',
  workspaces: 'Workspaces that are already there',
  pace: 'Pace and limits',
  safety: 'Safety',
  accommodations: 'What the deployment demands besides',
  notification: 'Telling somebody',
} as const;

export type VariableGroup = keyof typeof VARIABLE_GROUPS;

/** The facts about a variable from which messages, `.env.example` and the documentation are made. */
interface VariableFacts {
  readonly group: VariableGroup;
  readonly comment: string;
  /** Ends the sentence "it must be ...". */
  readonly mustBe: string;
  readonly example: string;
  /** The value that counts when it is not set, in words. */
  readonly otherwise?: string;
  /** Variables that have to be set with it. */
  readonly needs?: readonly string[];
  readonly secret?: SecretName;
  /** Not a credential of the target, and not to be shown either. */
  readonly hidden?: true;
}

const variableFacts = z.registry<VariableFacts>();

/** Printable, no blank, no semicolon: what can stand in a header and in a cookie. A pasted `name=` is no part of it. */
const SECRET_TEXT = /^(?!mcp_session=)[\x21-\x3a\x3c-\x7e]{8,8192}$/;

function text(accepts: RegExp | ((value: string) => boolean), facts: VariableFacts) {
  const isRight = (value: string) => (typeof accepts === 'function' ? accepts(value) : accepts.test(value));
  return z.string().refine(isRight).optional().register(variableFacts, facts);
}

function credential({ name, belongsTo, comment }: Credential) {
  const isOfWorkspace = belongsTo === 'workspace' || belongsTo === 'otherWorkspace';
  return text(SECRET_TEXT, {
    group: isOfWorkspace ? 'workspaces' : 'credentials',
    comment,
    mustBe:
      'the bare value, 8 characters or more, without blanks and without a prefix such as "Bearer" or "mcp_session="',
    example: '',
    needs: NEEDS[belongsTo],
    secret: name,
  });
}

/** The variables of the credentials that belong to one of these, in the order of the table. */
function credentialsOf<Owner extends Credential['belongsTo']>(...owners: readonly Owner[]) {
  const rows = CREDENTIALS.filter(({ belongsTo }) => owners.some((owner) => owner === belongsTo));
  // The filter leaves the rows of these owners, and their variables are those that the type names.
  return Object.fromEntries(rows.map((row) => [row.variable, credential(row)])) as Record<
    CredentialVariable<Owner>,
    ReturnType<typeof credential>
  >;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

type PaceFacts = Pick<VariableFacts, 'comment' | 'example' | 'otherwise'>;

function number({ min, max }: Range, facts: PaceFacts) {
  return numberText(
    /^\d{1,9}(?:\.\d{1,3})?$/,
    { min, max },
    {
      ...facts,
      group: 'pace',
      mustBe: `a number from ${min} to ${max}, such as 8 or 0.5`,
    },
  );
}

function wholeNumber({ min, max }: Range, facts: PaceFacts) {
  return numberText(
    /^\d{1,9}$/,
    { min, max },
    { ...facts, group: 'pace', mustBe: `a whole number from ${min} to ${max}` },
  );
}

function numberText(form: RegExp, { min, max }: Range, facts: VariableFacts) {
  return z
    .string()
    .regex(form)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .optional()
    .register(variableFacts, facts);
}

const ORG = ['ORG_SLUG', 'ORG_ID'];
const OTHER_ORG = ['OTHER_ORG_SLUG', 'OTHER_ORG_ID'];

/** The variables that have to be set with a credential, besides a base URL. */
const NEEDS: Readonly<Record<Credential['belongsTo'], readonly string[]>> = {
  deployment: [],
  person: [],
  org: ORG,
  otherOrg: OTHER_ORG,
  workspace: [...ORG, 'WORKSPACE_ID'],
  otherWorkspace: [...ORG, 'OTHER_WORKSPACE_ID'],
};

const ORG_SLUG_TEXT = /^[a-z][a-z0-9-]{2,31}$/;
const ID_TEXT = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const UUID_TEXT = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const HOST_TEXT = /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i;

/** Every variable that the program reads: how its text is understood, and what there is to say about it. */
export const VARIABLES = z.object({
  CP_BASE_URL: text(isBaseUrl, {
    group: 'target',
    comment:
      'Base URL of the control plane. Without it, the control plane is out of scope: one tenant is the target. With neither this nor TENANT_BASE_URL, the embedded deployment is.',
    mustBe: 'an http or https URL without user name, password, query and fragment',
    example: 'https://staging-api.moleculesai.app',
  }),
  TENANT_BASE_URL: text(isTenantTemplate, {
    group: 'target',
    comment:
      'Base URL of a tenant server; {slug} stands for the slug of the org. Without it, tenants are out of scope. Without CP_BASE_URL it may be the address of one tenant, with no {slug}.',
    mustBe:
      'an http or https URL without user name, password, query and fragment, and with {slug} in it where CP_BASE_URL is set',
    example: 'https://{slug}.staging.moleculesai.app',
  }),
  TARGET_KIND: text(/^(?:disposable|shared|production)$/, {
    group: 'target',
    comment:
      'What the deployment is to others. disposable: everything is sent. shared: nothing that touches what the run did not make. production: reads and harmless probes only.',
    mustBe: 'disposable, shared or production',
    example: 'shared',
    otherwise: 'shared, or production where the host is one of production',
  }),
  TARGET_NAME: text(/^[a-z0-9][a-z0-9._-]{0,62}$/, {
    group: 'target',
    comment: 'Name of the deployment in reports, and of its baseline.',
    mustBe: 'up to 63 lower-case letters, digits, dots, hyphens and underscores',
    example: 'staging',
    otherwise: 'the host of CP_BASE_URL, or of TENANT_BASE_URL where that is set alone',
  }),
  ORG_SLUG: text(ORG_SLUG_TEXT, {
    group: 'org',
    comment: 'Slug of an org to use. Without it, and with CP_ADMIN_BEARER, the run makes one and removes it again.',
    mustBe: '3 to 32 lower-case letters, digits and hyphens, with a letter first',
    example: 'acme',
  }),
  ORG_ID: text(ID_TEXT, {
    group: 'org',
    comment:
      'Id of that org; it routes every tenant call. Left out for the address of one tenant that does not route: no routing header is sent then.',
    mustBe: 'the id of the org whose slug is ORG_SLUG, or of the org of the one tenant',
    example: '00000000-0000-4000-8000-000000000001',
    needs: ['ORG_SLUG'],
  }),
  OTHER_ORG_SLUG: text(ORG_SLUG_TEXT, {
    group: 'org',
    comment: 'Slug of a second org, to show that one cannot reach into the other.',
    mustBe: '3 to 32 lower-case letters, digits and hyphens, with a letter first, and not the same as ORG_SLUG',
    example: 'globex',
  }),
  OTHER_ORG_ID: text(ID_TEXT, {
    group: 'org',
    comment: 'Id of the second org.',
    mustBe: 'the id of the org whose slug is OTHER_ORG_SLUG',
    example: '00000000-0000-4000-8000-000000000002',
    needs: ['OTHER_ORG_SLUG'],
  }),
  ...credentialsOf('deployment', 'person', 'org', 'otherOrg'),
  WORKSPACE_ID: text(UUID_TEXT, {
    group: 'workspaces',
    comment: 'Id of a workspace of ORG_SLUG that WORKSPACE_TOKEN belongs to.',
    mustBe: 'a UUID',
    example: '00000000-0000-4000-8000-000000000003',
    needs: ORG,
  }),
  ...credentialsOf('workspace'),
  OTHER_WORKSPACE_ID: text(UUID_TEXT, {
    group: 'workspaces',
    comment: 'Id of another workspace, to show that one cannot reach into the other.',
    mustBe: 'a UUID, and not the same as WORKSPACE_ID',
    example: '00000000-0000-4000-8000-000000000004',
    needs: ORG,
  }),
  ...credentialsOf('otherWorkspace'),
  REQUESTS_PER_SECOND: number(
    { min: 0, max: 10_000 },
    {
      comment:
        'Requests a second to one host, on average; 0 means no limit. A tenant allows 10 to everyone behind one address.',
      example: '8',
      otherwise: '8; embedded: no limit',
    },
  ),
  MAX_IN_FLIGHT: wholeNumber(
    { min: 1, max: 256 },
    {
      comment: 'Requests under way at the same time to one host.',
      example: '8',
      otherwise: '8; embedded: 16',
    },
  ),
  CONNECT_TIMEOUT_MS: wholeNumber(
    { min: 100, max: 120_000 },
    {
      comment: 'How long setting up a connection may take.',
      example: '10000',
      otherwise: '10000',
    },
  ),
  REQUEST_TIMEOUT_MS: wholeNumber(
    { min: 100, max: 1_800_000 },
    {
      comment:
        'How long a request may take, to the last byte of its answer. Operations that are known to be slow have more.',
      example: '30000',
      otherwise: '30000',
    },
  ),
  MAX_BODY_BYTES: wholeNumber(
    { min: 1024, max: 268_435_456 },
    {
      comment: 'How large the body of an answer may be, as it comes and decompressed.',
      example: '8388608',
      otherwise: '8388608',
    },
  ),
  PROVISION_TIMEOUT_MS: wholeNumber(
    { min: 1000, max: 7_200_000 },
    {
      comment: 'How long a new org may take until its instance runs.',
      example: '1200000',
      otherwise: '1200000; embedded: 30000',
    },
  ),
  ADMIN_TOKEN_TIMEOUT_MS: wholeNumber(
    { min: 1000, max: 7_200_000 },
    {
      comment: "How long the admin token of a new org's tenant may take until it can be read.",
      example: '420000',
      otherwise: '420000; embedded: 30000',
    },
  ),
  TENANT_READY_TIMEOUT_MS: wholeNumber(
    { min: 1000, max: 7_200_000 },
    {
      comment: 'How long a new tenant may take until it answers over TLS.',
      example: '900000',
      otherwise: '900000; embedded: 30000',
    },
  ),
  POLL_INTERVAL_MS: wholeNumber(
    { min: 10, max: 600_000 },
    {
      comment: 'How long to wait between two looks at something that takes its time.',
      example: '5000',
      otherwise: '5000; embedded: 50',
    },
  ),
  RETRY_BUDGET_MS: wholeNumber(
    { min: 0, max: 7_200_000 },
    {
      comment:
        'How long a run may wait in all where a host says 429 or 503 with Retry-After. Removing what it made has as much again.',
      example: '120000',
      otherwise: '120000; embedded: 30000',
    },
  ),
  LATENCY_BUDGET_MS: wholeNumber(
    { min: 1, max: 3_600_000 },
    {
      comment: 'How long the slowest 5 % of the successful answers of an operation may take before the report says so.',
      example: '3000',
      otherwise: '3000',
    },
  ),
  CONFIRM_PRODUCTION_HOST: text(HOST_TEXT, {
    group: 'safety',
    comment:
      'To run against production, repeat the host name of CP_BASE_URL here; of the tenant, where TENANT_BASE_URL is set alone.',
    mustBe: 'the host name that stands in CP_BASE_URL, or that of the tenant where TENANT_BASE_URL is set alone',
    example: 'api.moleculesai.app',
  }),
  EXTRA_PRODUCTION_HOSTS: text((value) => splitList(value).every((host) => HOST_TEXT.test(host)), {
    group: 'safety',
    comment:
      'Further hosts that count as production, with commas between them; *. at the front stands for everything below.',
    mustBe: 'host names with commas between them',
    example: 'api.example.com,*.example.com',
    otherwise: 'the production hosts of the platform',
  }),
  TLS_CA_FILE: text(() => true, {
    group: 'safety',
    comment: 'File with certificates (PEM) to trust besides the usual ones. Checks cannot be switched off.',
    mustBe: 'the path of a readable file of certificates in PEM',
    example: './ca.pem',
  }),
  ACCOMMODATIONS: text(() => true, {
    group: 'accommodations',
    comment:
      'Files, with commas between them, of what the deployment demands and the contract does not say; a later one wins. --accommodations takes its place.',
    mustBe: 'paths of files, with commas between them',
    example: 'spec/accommodations/public-tenant.yaml',
  }),
  NOTIFY_WEBHOOK_URL: text(isWebAddress, {
    group: 'notification',
    comment:
      'Where a run posts a message (JSON, with a text as Slack takes it) when something has changed since the last run. Whoever knows the address can post there: treat it as a secret.',
    mustBe: 'an http or https URL without user name and password',
    example: '',
    hidden: true,
  }),
  REPORT_URL: text(isWebAddress, {
    group: 'notification',
    comment: 'Where the reports of this run can be read; it stands in the message.',
    mustBe: 'an http or https URL without user name and password',
    example: 'https://ci.example.com/runs/1',
  }),
});

export type VariableName = keyof typeof VARIABLES.shape;

/** In the order of the schema. The cast holds because the keys of an object literal are its own. */
export const VARIABLE_NAMES = Object.keys(VARIABLES.shape) as readonly VariableName[];

/** The variables as they were understood; what is not set is absent. */
export type VariableValues = z.infer<typeof VARIABLES>;

export function factsOf(name: VariableName): VariableFacts {
  const facts = variableFacts.get(VARIABLES.shape[name]);
  if (facts === undefined) throw new Error(`nothing is known about the variable ${name}`);
  return facts;
}

export function splitList(value: string): readonly string[] {
  return value
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '');
}

function isBaseUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  return isHttp && url.username === '' && url.password === '' && !/[?#{}\\\s@]/.test(value);
}

/** For pages and hooks, which may have a query. */
function isWebAddress(value: string): boolean {
  if (!URL.canParse(value) || /\s/.test(value)) return false;
  const url = new URL(value);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

/** Whether each org has an address of its own by it is checked beside CP_BASE_URL. */
function isTenantTemplate(value: string): boolean {
  return isBaseUrl(value.replaceAll('{slug}', 'slug'));
}
