import type { World } from '../world.ts';

/** What the control plane remembers and knows beyond the tenants. */
export interface ControlPlaneWorld extends World {
  /** By user id. */
  readonly invoices: Map<string, readonly Invoice[]>;
  /** How many times faster than real time orgs and machines come up. */
  readonly speed: number;
  readonly failProvisioning?: ProvisioningFailure;
  /** Where the tenant of an org is reached. */
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
  /** Real milliseconds after the creation at which a late boot turns the failure back; absent means never. */
  readonly recoversAfterMs?: number;
}
