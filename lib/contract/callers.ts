/** The relation of a person to what is under test. */
export type Membership = 'owner' | 'member' | 'stranger';

/** A secret that a tier holds, for one security scheme of the contract. `secret` is the name of the configuration value. */
export interface HeldCredential {
  readonly scheme: string;
  readonly secret: string;
  /** Whether it opens what is under test, or is good for something else of the same kind. */
  readonly holder: 'own' | 'other';
}

/** A caller with the credentials that it holds: a column of the tier matrix. */
export interface Tier {
  readonly id: string;
  readonly title: string;
  readonly holds: readonly HeldCredential[];
  /** Set where it holds a session. */
  readonly membership?: Membership;
  /** A credential of the right form that was never issued; accepted by nobody. It is sent as this scheme has it, or as a bearer. */
  readonly garbage?: true | { readonly scheme: string };
  /** What its credentials are good for, where that is not what is under test: the things that stand in its place in a request. */
  readonly home?: { readonly org?: string; readonly workspace?: string };
}

/** The caller who holds nothing. Every platform has it. */
export const ANONYMOUS: Tier = { id: 'anonymous', title: 'no credential', holds: [] };

/** The caller whose bearer was never issued. Every platform has it. */
export const MADE_UP_CALLER: Tier = { id: 'garbage-bearer', title: 'garbage bearer', holds: [], garbage: true };

/** The callers of a platform. */
export interface Callers {
  /** In the order of the columns of the matrix: nobody first, the made-up credential last. */
  readonly list: readonly Tier[];
  /** The caller of that id, or undefined. */
  readonly find: (id: string | undefined) => Tier | undefined;
  /** The caller that holds the same kinds of credentials, all of them of what is under test: `org-key` for `other-org-key`. */
  readonly homeOf: (tier: Tier) => Tier;
  /** The first caller that holds the same kinds of credentials, whoever's they are: `owner-session` for `stranger-session`. */
  readonly firstOfItsKind: (tier: Tier) => Tier;
}

/** Puts the callers that hold something of a platform between nobody and the made-up credential. */
export function createCallers(holders: readonly Tier[]): Callers {
  const list = [ANONYMOUS, ...holders, MADE_UP_CALLER];
  const byId = new Map(list.map((tier) => [tier.id, tier]));
  const kindOf = ({ holds }: Tier): string => holds.map(({ scheme }) => scheme).join(' ');
  return {
    list,
    find: (id) => (id === undefined ? undefined : byId.get(id)),
    homeOf: (tier) =>
      holdsOther(tier) ? (list.find((other) => !holdsOther(other) && kindOf(other) === kindOf(tier)) ?? tier) : tier,
    firstOfItsKind: (tier) => list.find((other) => kindOf(other) === kindOf(tier)) ?? tier,
  };
}

/** Whether a tier holds a credential of something else than what is under test. */
export function holdsOther({ holds }: Tier): boolean {
  return holds.some(({ holder }) => holder === 'other');
}
