import type { Membership } from '../../contract/callers.ts';

/** A person whose session a credential is. The embedded deployment has one person for each. */
export interface Person {
  readonly id: string;
  readonly membership: Membership;
  /** Without it some operations answer an error of their own. */
  readonly lacks?: 'terms' | 'credit';
}

interface CredentialRow {
  /** Its name in the program; templates ask for it as `${secret.orgApiKey}`. */
  readonly name: string;
  /** The variable that configures it. */
  readonly variable: string;
  /** The security scheme of the contract under which it is sent. */
  readonly scheme: string;
  /** The thing that it opens, or whose it is. The variables that have to be set beside it follow from that. */
  readonly belongsTo: 'deployment' | 'person' | 'org' | 'otherOrg' | 'workspace' | 'otherWorkspace';
  readonly person?: Person;
  /** Stands in `.env.example` and in the documentation. */
  readonly comment: string;
  /** How somebody comes by it; follows its variable and a colon. */
  readonly howToGet: string;
  /** How somebody comes by it who has the operator's token; follows the other way and a semicolon. */
  readonly fromOperator?: string;
}

const FROM_BROWSER = 'and copy the value of the cookie mcp_session from the browser';
const OR_DERIVE = 'or set CP_ADMIN_BEARER, from which a run derives it';

const ROWS = [
  {
    name: 'cpAdminBearer',
    variable: 'CP_ADMIN_BEARER',
    scheme: 'cpAdminBearer',
    belongsTo: 'deployment',
    comment:
      "The operator's bearer token. From this one everything below can be derived, except the sessions and PROVISION_SECRET.",
    howToGet: "it is the operator's token: ask whoever runs the deployment for it",
  },
  {
    name: 'provisionSecret',
    variable: 'PROVISION_SECRET',
    scheme: 'provisionSecret',
    belongsTo: 'deployment',
    comment: 'The secret that tenant platforms share with the control plane.',
    howToGet: 'tenant platforms share it with the control plane: ask whoever runs the deployment for it',
  },
  {
    name: 'ownerSession',
    variable: 'OWNER_SESSION',
    scheme: 'workosSession',
    belongsTo: 'person',
    person: { id: 'owner', membership: 'owner' },
    comment: 'Value of the cookie mcp_session of a person who owns the org.',
    howToGet: `sign in as a person who owns the org, ${FROM_BROWSER}`,
  },
  {
    name: 'memberSession',
    variable: 'MEMBER_SESSION',
    scheme: 'workosSession',
    belongsTo: 'person',
    person: { id: 'member', membership: 'member' },
    comment: 'The same of a plain member of the org.',
    howToGet: `sign in as a plain member of the org, ${FROM_BROWSER}`,
  },
  {
    name: 'strangerSession',
    variable: 'STRANGER_SESSION',
    scheme: 'workosSession',
    belongsTo: 'person',
    person: { id: 'stranger', membership: 'stranger' },
    comment: 'The same of a person who is no member of the org.',
    howToGet: `sign in as a person who is no member of the org, ${FROM_BROWSER}`,
  },
  {
    name: 'noTermsSession',
    variable: 'NO_TERMS_SESSION',
    scheme: 'workosSession',
    belongsTo: 'person',
    person: { id: 'no-terms', membership: 'stranger', lacks: 'terms' },
    comment: 'The same of a person who has not accepted the terms.',
    howToGet: `sign in as a person who has not accepted the terms, ${FROM_BROWSER}`,
  },
  {
    name: 'noCreditSession',
    variable: 'NO_CREDIT_SESSION',
    scheme: 'workosSession',
    belongsTo: 'person',
    person: { id: 'no-credit', membership: 'stranger', lacks: 'credit' },
    comment: 'The same of a person without credit.',
    howToGet: `sign in as a person without credit, ${FROM_BROWSER}`,
  },
  {
    name: 'tenantAdminToken',
    variable: 'TENANT_ADMIN_TOKEN',
    scheme: 'tenantAdminToken',
    belongsTo: 'org',
    comment: 'Admin token of the tenant server of ORG_SLUG.',
    howToGet: 'ask whoever runs the tenant for it',
    fromOperator: `adminGetTenantToken answers with it for ORG_SLUG; ${OR_DERIVE}`,
  },
  {
    name: 'otherTenantAdminToken',
    variable: 'OTHER_TENANT_ADMIN_TOKEN',
    scheme: 'tenantAdminToken',
    belongsTo: 'otherOrg',
    comment: 'Admin token of the tenant server of OTHER_ORG_SLUG.',
    howToGet: 'ask whoever runs the tenant for it',
    fromOperator: `adminGetTenantToken answers with it for OTHER_ORG_SLUG; ${OR_DERIVE}`,
  },
  {
    name: 'orgApiKey',
    variable: 'ORG_API_KEY',
    scheme: 'orgApiKey',
    belongsTo: 'org',
    comment: 'API key of the org ORG_SLUG.',
    howToGet: 'mint one in the org ORG_SLUG (tenantCreateOrgToken)',
    fromOperator: OR_DERIVE,
  },
  {
    name: 'otherOrgApiKey',
    variable: 'OTHER_ORG_API_KEY',
    scheme: 'orgApiKey',
    belongsTo: 'otherOrg',
    comment: 'API key of the org OTHER_ORG_SLUG.',
    howToGet: 'mint one in the org OTHER_ORG_SLUG (tenantCreateOrgToken)',
    fromOperator: OR_DERIVE,
  },
  {
    name: 'workspaceToken',
    variable: 'WORKSPACE_TOKEN',
    scheme: 'workspaceToken',
    belongsTo: 'workspace',
    comment: 'Token of that workspace.',
    howToGet: 'mint one for the workspace WORKSPACE_ID',
    fromOperator: OR_DERIVE,
  },
  {
    name: 'otherWorkspaceToken',
    variable: 'OTHER_WORKSPACE_TOKEN',
    scheme: 'workspaceToken',
    belongsTo: 'otherWorkspace',
    comment: 'Token of the other workspace.',
    howToGet: 'mint one for the workspace OTHER_WORKSPACE_ID',
    fromOperator: OR_DERIVE,
  },
] as const satisfies readonly CredentialRow[];

export type SecretName = (typeof ROWS)[number]['name'];

/** The variables that configure what belongs to one of these. */
export type CredentialVariable<Owner extends CredentialRow['belongsTo'] = CredentialRow['belongsTo']> = Extract<
  (typeof ROWS)[number],
  { readonly belongsTo: Owner }
>['variable'];

/** A credential that can be configured. */
export interface Credential extends CredentialRow {
  readonly name: SecretName;
  readonly variable: CredentialVariable;
}

/**
 * Every credential that can be configured. Variables, `.env.example`, the documentation, what callers hold, `doctor`,
 * `explain`, the people of the embedded deployment and the environment that it prints follow from this table.
 */
export const CREDENTIALS: readonly Credential[] = ROWS;

/** The credential of that name; undefined for secrets that only a run has, such as keys that it mints. */
export function findCredential(secret: string | undefined): Credential | undefined {
  return CREDENTIALS.find(({ name }) => name === secret);
}

/** The credentials that are not about one org: no run derives them, and the embedded deployment prints a value for each. */
export const DEPLOYMENT_CREDENTIALS: readonly Credential[] = CREDENTIALS.filter(
  ({ belongsTo }) => belongsTo === 'deployment' || belongsTo === 'person',
);
