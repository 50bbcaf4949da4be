import { defined } from '../core/defined.ts';
import { findCredential, type Membership, type SecretName } from './credentials.ts';

/** A secret that a tier holds, for one security scheme of the contract. `secret` is the name of the configuration value. */
export interface HeldCredential {
  readonly scheme: string;
  readonly secret: string;
  /** Whether it is the rightful org's or workspace's own, or another's. */
  readonly holder: 'own' | 'other';
}

/** A caller with the credentials that it holds: a column of the tier matrix. */
export interface Tier {
  readonly id: string;
  readonly title: string;
  readonly holds: readonly HeldCredential[];
  /** Set where it holds a session. */
  readonly membership?: Membership;
  /** A credential of the right form that was never issued; accepted by nobody. */
  readonly garbage?: true;
}

/** All tiers, in the order of the columns of the matrix. */
export const TIERS: readonly Tier[] = [
  { id: 'anonymous', title: 'no credential', holds: [] },
  holderOf('owner-session', 'session of the owner', ['ownerSession']),
  holderOf('member-session', 'session of a member', ['memberSession']),
  holderOf('stranger-session', 'session of a stranger', ['strangerSession']),
  holderOf('cp-admin', 'CP admin bearer', ['cpAdminBearer']),
  holderOf('provision-secret', 'provision secret', ['provisionSecret']),
  holderOf('deprovision-pair', 'deprovision pair', ['provisionSecret', 'tenantAdminToken']),
  // The admin token is that of a tenant which does not own the workspace.
  holderOf('deprovision-pair-other', "deprovision pair, other tenant's token", [
    'provisionSecret',
    'otherTenantAdminToken',
  ]),
  holderOf('tenant-admin-token', 'tenant admin token alone', ['tenantAdminToken']),
  holderOf('org-key', 'org key', ['orgApiKey']),
  holderOf('other-org-key', "other org's key", ['otherOrgApiKey']),
  holderOf('workspace-token', 'workspace token', ['workspaceToken']),
  holderOf('other-workspace-token', "other workspace's token", ['otherWorkspaceToken']),
  { id: 'garbage-bearer', title: 'garbage bearer', holds: [], garbage: true },
];

const TIER_BY_ID: ReadonlyMap<string, Tier> = new Map(TIERS.map((tier) => [tier.id, tier]));

/** The tier of that id, or undefined. */
export function findTier(id: string | undefined): Tier | undefined {
  return id === undefined ? undefined : TIER_BY_ID.get(id);
}

/** The tier that holds the same kinds of credentials, all of them of the org and workspace under test: `org-key` for `other-org-key`. */
export function homeTierOf(tier: Tier): Tier {
  if (!holdsOther(tier)) return tier;
  const schemes = schemesOf(tier);
  return TIERS.find((other) => !holdsOther(other) && schemesOf(other) === schemes) ?? tier;
}

/** The first tier that holds the same kinds of credentials, whoever's they are: `owner-session` for `stranger-session`. */
export function firstOfItsKind(tier: Tier): Tier {
  const schemes = schemesOf(tier);
  return TIERS.find((other) => schemesOf(other) === schemes) ?? tier;
}

/** Whether a tier holds a credential of another org or workspace than those under test. */
export function holdsOther({ holds }: Tier): boolean {
  return holds.some(({ holder }) => holder === 'other');
}

function schemesOf({ holds }: Tier): string {
  return holds.map(({ scheme }) => scheme).join(' ');
}

function holderOf(id: string, title: string, secrets: readonly SecretName[]): Tier {
  const credentials = secrets.flatMap((secret) => findCredential(secret) ?? []);
  const membership = credentials.find(({ person }) => person !== undefined)?.person?.membership;
  return {
    id,
    title,
    holds: credentials.map(({ name, scheme, belongsTo }) => ({
      scheme,
      secret: name,
      holder: belongsTo === 'otherOrg' || belongsTo === 'otherWorkspace' ? 'other' : 'own',
    })),
    ...defined({ membership }),
  };
}
