/** The state of the embedded deployment. Plain data, so that it can be dumped and compared. */
export interface World {
  /** By org id. */
  readonly orgs: Map<string, Org>;
  /** By user id. */
  readonly users: Map<string, User>;
  /** Session cookie value to user id. */
  readonly sessions: Map<string, string>;
  /** By instance id. */
  readonly instances: Map<string, Instance>;
  readonly pins: { amis: Pin[]; images: Pin[] };
  readonly cpAdminBearer: string;
  readonly provisionSecret: string;
  /** Milliseconds since the epoch. Real time: only provisioning is sped up. */
  nowMs(): number;
  /** Creates an id. With `secret`, the only randomness of the embedded deployment. */
  uuid(): string;
  /** Creates a secret: `<prefix>_<43 characters>`, never the same twice. */
  secret(prefix: string): string;
}

interface User {
  readonly id: string;
  readonly acceptedTerms: boolean;
  readonly creditsCents: number;
}

/** One org and its tenant server. */
export interface Org {
  readonly id: string;
  readonly slug: string;
  name: string;
  plan: string;
  readonly ownerUserId: string;
  readonly memberUserIds: string[];
  readonly createdAtMs: number;
  updatedAtMs: number;
  /** Set if provisioning fails at this stage; it stays failed until `recoversAtMs`. */
  failure?: { readonly atStage: string; readonly recoversAtMs?: number };
  /** Set if provisioning never gets past this stage. */
  stallsAtStage?: string;
  creditsBalance: number;
  readonly tenantAdminToken: string;
  readonly tenant: Tenant;
}

export interface Tenant {
  readonly workspaces: Map<string, Workspace>;
  readonly orgTokens: Map<string, OrgToken>;
  readonly globalSecrets: Map<string, StoredSecret>;
  readonly templates: Map<string, Template>;
  readonly orgTemplates: Map<string, OrgTemplate>;
  /** Removed workspaces by id. Only the observed edition keeps them. */
  removed?: Map<string, Workspace>;
}

export interface OrgToken {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly createdAtMs: number;
  revoked: boolean;
  /** These two are kept by the observed edition alone. */
  readonly createdBy?: string;
  lastUsedAtMs?: number;
}

export interface StoredSecret {
  readonly key: string;
  value: string;
  readonly createdAtMs: number;
  updatedAtMs: number;
}

export type Period = 'hourly' | 'daily' | 'weekly' | 'monthly';

export interface Workspace {
  readonly id: string;
  name: string;
  role: string | null;
  tier: number;
  runtime: string;
  /** The last two are of the observed edition. */
  status: 'online' | 'paused' | 'provisioning' | 'failed' | 'awaiting_agent' | 'removed';
  parentId: string | null;
  model: string | null;
  url: string | null;
  readonly createdAtMs: number;
  readonly limits: Record<Period, number | null>;
  readonly spend: Record<Period, number>;
  billingMode: 'platform_managed' | 'byok' | 'disabled' | null;
  readonly secrets: Map<string, StoredSecret>;
  /** Environment set through the control plane; never returned, only its key names. */
  env: Map<string, string>;
  readonly tokens: Map<string, { readonly id: string; readonly secret: string; revoked: boolean }>;
  restarts: number;
  /** Kept by the observed edition alone; absent means the defaults. */
  observed?: ObservedDetails;
}

export interface ObservedDetails {
  readonly workspaceDir?: string;
  readonly maxConcurrentTasks?: number;
  /** The budget that lists show; it is set apart from `limits`. */
  readonly listedBudget?: number | null;
  readonly failure?: string;
  readonly removedAtMs?: number;
  readonly lastRestartAtMs?: number;
  /** The time of a restart that waits for the machine to come up first. */
  readonly restartDueAtMs?: number;
}

export interface Template {
  readonly id: string;
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}

interface OrgTemplate {
  readonly dir: string;
  readonly name: string;
  readonly description: string;
  readonly workspaces: readonly string[];
}

/** A machine made by the provisioning routes for one workspace id. */
export interface Instance {
  readonly instanceId: string;
  readonly workspaceId: string;
  readonly orgId: string;
  readonly runtime: string;
  readonly createdAtMs: number;
  state: 'pending' | 'running' | 'terminated';
  volumeErased: boolean;
}

export interface Pin {
  readonly key: string;
  readonly value: string;
  readonly promotedBy: string;
  readonly promotedAtMs: number;
}

/** The world with what only the control plane needs. */
export interface ControlPlaneWorld extends World {
  /** By user id. */
  readonly invoices: Map<string, readonly Invoice[]>;
  /** How many times faster than real time orgs and machines come up. */
  readonly speed: number;
  readonly failProvisioning?: ProvisioningFailure;
  /** Returns the base URL of an org's tenant. */
  tenantUrl(slug: string): string;
}

export interface Invoice {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly amountDueCents: number;
  readonly createdAtMs: number;
}

/** Makes orgs fail while they come up: those whose slug matches the pattern, at this stage. */
export interface ProvisioningFailure {
  readonly slugPattern: string;
  readonly atStage: string;
  /** Real milliseconds after which a late boot turns the failure back; absent means never. */
  readonly recoversAfterMs?: number;
}

/** Finds a workspace and its org by the id alone. */
export function findWorkspaceById(
  world: World,
  id: string,
): { readonly org: Org; readonly workspace: Workspace } | undefined {
  for (const org of world.orgs.values()) {
    const workspace = org.tenant.workspaces.get(id);
    if (workspace !== undefined) return { org, workspace };
  }
  return undefined;
}

/** Finds the org of a workspace id, by its tenant or by the machines provisioned for it. */
export function findOrgIdOfWorkspace(world: World, workspaceId: string): string | undefined {
  const instance = [...world.instances.values()].find((candidate) => candidate.workspaceId === workspaceId);
  return findWorkspaceById(world, workspaceId)?.org.id ?? instance?.orgId;
}

export function findOrgBySlug(world: World, slug: string): Org | undefined {
  for (const org of world.orgs.values()) {
    if (org.slug === slug) return org;
  }
  return undefined;
}
