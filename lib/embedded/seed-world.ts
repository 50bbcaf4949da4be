import { defined } from '../core/defined.ts';
import type { Membership } from '../contract/callers.ts';
import { CREDENTIALS, type Person, type SecretName } from '../platform/molecule/credentials.ts';
import { createSeededRandom } from '../core/seeded-random.ts';
import { createTenant } from './cp/org-record.ts';
import type { ControlPlaneWorld, Org, ProvisioningFailure, Workspace } from './world.ts';

interface SeedOptions {
  readonly seed: string;
  readonly speed: number;
  readonly nowMs: () => number;
  readonly tenantUrl: (slug: string) => string;
  readonly failProvisioning?: ProvisioningFailure;
  /** Slugs of more running orgs. */
  readonly bystanders?: readonly string[];
  /** A suffix of every secret. */
  readonly secretMark?: string;
}

/** The owner of the other org and of the bystanders' orgs. No credential of a run is this person's. */
const OTHER_OWNER: Person = { id: 'other-owner', membership: 'stranger' };

/** The people of the seed world: one for each credential that is a session, and the owner of the other org. */
const SEED_PEOPLE: readonly Person[] = [...CREDENTIALS.flatMap(({ person }) => person ?? []), OTHER_OWNER];

export interface SeededWorld {
  readonly world: ControlPlaneWorld;
  /** Values of credentials that an operator of the deployment would know. */
  readonly secrets: ReadonlyMap<SecretName, string>;
}

const DAY_MS = 86_400_000;
const RUNTIMES = ['langgraph', 'claude-code', 'openclaw', 'hermes'];

/** Creates two running orgs, `acme` and `globex`, and the bystanders, with their people and one workspace each. Ids and secrets follow from the seed. */
export function createSeededWorld(options: SeedOptions): SeededWorld {
  // A random stream of its own, because the tests of a deployment may use the same seed.
  const random = createSeededRandom(`embedded deployment ${options.seed}`);
  const world = createEmptyWorld(options, random);
  const sessions = seedPeople(world, random);
  seedPins(world, random);
  seedOrg(world, {
    slug: 'acme',
    name: 'Acme',
    owner: peopleWho('owner')[0] ?? OTHER_OWNER,
    members: peopleWho('member'),
  });
  seedOrg(world, { slug: 'globex', name: 'Globex', owner: OTHER_OWNER, members: [] });
  for (const slug of options.bystanders ?? []) {
    seedOrg(world, { slug, name: slug, owner: OTHER_OWNER, members: [], workspace: slug });
  }
  return { world, secrets: secretsOf(world, sessions) };
}

function peopleWho(membership: Membership): readonly Person[] {
  return SEED_PEOPLE.filter((person) => person.membership === membership);
}

function secretsOf(world: ControlPlaneWorld, sessions: ReadonlyMap<Person, string>): SeededWorld['secrets'] {
  const known: Partial<Record<SecretName, string>> = {
    cpAdminBearer: world.cpAdminBearer,
    provisionSecret: world.provisionSecret,
  };
  return new Map(
    CREDENTIALS.flatMap(({ name, person }) => {
      const value = person === undefined ? known[name] : sessions.get(person);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function createEmptyWorld(options: SeedOptions, random: () => number): ControlPlaneWorld {
  const secret = (prefix: string): string => `${createSecret(random, prefix)}${options.secretMark ?? ''}`;
  return {
    orgs: new Map(),
    users: new Map(),
    sessions: new Map(),
    instances: new Map(),
    invoices: new Map(),
    pins: { amis: [], images: [] },
    cpAdminBearer: secret('mcpa'),
    provisionSecret: secret('mps'),
    speed: options.speed,
    ...defined({ failProvisioning: options.failProvisioning }),
    nowMs: options.nowMs,
    uuid: () => createUuid(random),
    secret,
    tenantUrl: options.tenantUrl,
  };
}

export function createUuid(random: () => number): string {
  const hex = createText(random, 32, '0123456789abcdef');
  const variant = '89ab'[Math.floor(random() * 4)] ?? '8';
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function createSecret(random: () => number, prefix: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return `${prefix}_${createText(random, 43, alphabet)}`;
}

function createText(random: () => number, length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

function userIdOf({ id }: Person): string {
  return `user_${id.replace('-', '_')}`;
}

function seedPeople(world: ControlPlaneWorld, random: () => number): ReadonlyMap<Person, string> {
  const sessions = SEED_PEOPLE.map((person, index) => {
    const id = userIdOf(person);
    const session = world.secret('mcs');
    const creditsCents = person.lacks === 'credit' ? 0 : 50_000;
    world.users.set(id, { id, acceptedTerms: person.lacks !== 'terms', creditsCents });
    world.sessions.set(session, id);
    world.invoices.set(id, [
      {
        id: `in_${createText(random, 14, '0123456789abcdef')}`,
        number: `MOL-${String(index + 1).padStart(4, '0')}`,
        status: 'paid',
        amountDueCents: 2900,
        createdAtMs: world.nowMs() - 20 * DAY_MS,
      },
    ]);
    return [person, session] as const;
  });
  return new Map(sessions);
}

function seedPins(world: ControlPlaneWorld, random: () => number): void {
  const promoted = { promotedBy: 'operator', promotedAtMs: world.nowMs() - 7 * DAY_MS };
  world.pins.amis.push({
    key: 'us-east-2',
    value: `ami-${createText(random, 17, '0123456789abcdef')}`,
    ...promoted,
  });
  for (const key of RUNTIMES) {
    world.pins.images.push({ key, value: `sha256:${createText(random, 64, '0123456789abcdef')}`, ...promoted });
  }
}

interface SeedOrg {
  readonly slug: string;
  readonly name: string;
  readonly owner: Person;
  readonly members: readonly Person[];
  readonly workspace?: string;
}

function seedOrg(world: ControlPlaneWorld, wanted: SeedOrg): void {
  const createdAtMs = world.nowMs() - 30 * DAY_MS;
  const org: Org = {
    id: world.uuid(),
    slug: wanted.slug,
    name: wanted.name,
    plan: 'team',
    ownerUserId: userIdOf(wanted.owner),
    memberUserIds: wanted.members.map(userIdOf),
    createdAtMs,
    updatedAtMs: createdAtMs,
    creditsBalance: 25_000,
    tenantAdminToken: world.secret('mta'),
    tenant: createTenant(),
  };
  world.orgs.set(org.id, org);
  const bystander = createBystander(world, wanted.workspace ?? 'bystander', createdAtMs);
  org.tenant.workspaces.set(bystander.id, bystander);
  const instanceId = `i-${bystander.id.replaceAll('-', '').slice(0, 17)}`;
  world.instances.set(instanceId, {
    instanceId,
    workspaceId: bystander.id,
    orgId: org.id,
    runtime: bystander.runtime,
    createdAtMs,
    state: 'running',
    volumeErased: false,
  });
}

/** Creates the workspace that a run must leave alone. */
function createBystander(world: ControlPlaneWorld, name: string, createdAtMs: number): Workspace {
  const tokenId = world.uuid();
  const stamp = { createdAtMs, updatedAtMs: createdAtMs };
  return {
    id: world.uuid(),
    name,
    role: 'assistant',
    tier: 2,
    runtime: 'langgraph',
    status: 'online',
    parentId: null,
    model: null,
    url: null,
    createdAtMs,
    limits: { hourly: null, daily: null, weekly: null, monthly: null },
    spend: { hourly: 0, daily: 0, weekly: 0, monthly: 0 },
    billingMode: null,
    secrets: new Map([['BYSTANDER_NOTE', { key: 'BYSTANDER_NOTE', value: world.secret('note'), ...stamp }]]),
    env: new Map([['LOG_LEVEL', 'info']]),
    tokens: new Map([[tokenId, { id: tokenId, secret: world.secret('mwt'), revoked: false }]]),
    restarts: 0,
  };
}
