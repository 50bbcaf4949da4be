import { defined } from '../../core/defined.ts';
import { hashText } from '../../core/hash.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ControlPlaneWorld, Org, Tenant } from '../world.ts';
import { plannedFailure, provisioningOf } from './provisioning.ts';

interface NewOrg {
  readonly slug: string;
  readonly name: string;
  readonly ownerUserId: string;
}

/** Creates an org with its tenant; its provisioning starts at once. */
export function createOrgRecord(world: ControlPlaneWorld, wanted: NewOrg): Org {
  const createdAtMs = world.nowMs();
  const failure = plannedFailure(world, wanted.slug, createdAtMs);
  const org: Org = {
    id: world.uuid(),
    slug: wanted.slug,
    name: wanted.name,
    plan: 'starter',
    ownerUserId: wanted.ownerUserId,
    memberUserIds: [],
    createdAtMs,
    updatedAtMs: createdAtMs,
    ...defined({ failure }),
    creditsBalance: 1000,
    tenantAdminToken: world.secret('mta'),
    tenant: createTenant(),
  };
  world.orgs.set(org.id, org);
  return org;
}

/** Removes an org with its tenant and its machines. */
export function removeOrg(world: ControlPlaneWorld, org: Org): void {
  world.orgs.delete(org.id);
  for (const [instanceId, instance] of world.instances) {
    if (instance.orgId === org.id) world.instances.delete(instanceId);
  }
}

/** Creates a tenant with two templates and one org template. */
export function createTenant(): Tenant {
  const templates = [
    { id: 'assistant', name: 'Assistant', files: { 'config.yaml': 'name: Assistant\nruntime: langgraph\ntier: 2\n' } },
    { id: 'coder', name: 'Coder', files: { 'config.yaml': 'name: Coder\nruntime: claude-code\ntier: 3\n' } },
  ];
  const orgTemplates = [
    {
      dir: 'small-team',
      name: 'Small team',
      description: 'A lead and two workers',
      workspaces: ['Lead', 'Writer', 'Reviewer'],
    },
  ];
  return {
    workspaces: new Map(),
    orgTokens: new Map(),
    globalSecrets: new Map(),
    templates: new Map(templates.map((template) => [template.id, template])),
    orgTemplates: new Map(orgTemplates.map((template) => [template.dir, template])),
  };
}

/** Shows an org as the contract's `Organization`. */
export function showOrg(world: ControlPlaneWorld, org: Org): JsonObject {
  return {
    id: org.id,
    slug: org.slug,
    name: org.name,
    plan: org.plan,
    status: provisioningOf(world, org).status,
    stripe_customer_id: `cus_${hashText(org.id).slice(0, 14)}`,
    credits_balance: org.creditsBalance,
    plan_monthly_credits: 1000,
    overage_used_credits: 0,
    overage_cap_credits: 500,
    created_at: showInstant(org.createdAtMs),
    updated_at: showInstant(org.updatedAtMs),
  };
}

export function showInstant(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** Makes up the address of a machine, from the range set aside for documentation. */
export function publicIpOf(id: string): string {
  return `203.0.113.${(Number.parseInt(hashText(id).slice(0, 4), 16) % 254) + 1}`;
}
