/** What a credential is to the thing that is called: the rightful org's or workspace's own, or another's. */
export type Holder = 'own' | 'other';

/** A secret that a tier holds, for one security scheme of the contract. `secret` is the name of the configuration value. */
export interface HeldCredential {
  readonly scheme: string;
  readonly secret: string;
  readonly holder: Holder;
}

/** What a person is to the org under test. Only for tiers that hold a session. */
export type Membership = 'owner' | 'member' | 'stranger';

/** Who calls: a column of the tier matrix. */
export interface Tier {
  readonly id: string;
  readonly title: string;
  /** Place among the columns, from the left. */
  readonly column: number;
  readonly holds: readonly HeldCredential[];
  readonly membership?: Membership;
  /** A credential of the right form that was never issued; accepted by nobody. */
  readonly garbage?: true;
}
