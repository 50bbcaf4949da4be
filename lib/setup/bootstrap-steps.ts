import { defined } from '../core/defined.ts';
import type { RequestTemplate } from '../cases/case.ts';
import { buildCall, type PlanContext, type Subject } from '../cases/plan-context.ts';
import { namesIn } from '../cases/bind.ts';
import { toVariable } from '../cases/case-builder.ts';
import { buildRemoval, type Removal } from '../cases/removal.ts';
import type { RemoteConfig } from '../config/config.ts';
import { ADMIN_TOKEN } from '../cleanup/sweep-credentials.ts';
import { tenantDeletion } from '../cleanup/sweep.ts';

/** How an answer is turned into names: by JSON Pointer, or by looking a slug up in a list of orgs. */
export type Take =
  | { readonly kind: 'member'; readonly name: string; readonly at: string }
  | {
      readonly kind: 'org-in-list';
      readonly name: string;
      readonly slug: string;
      /** The variable that names the org, where it is one that was there before the run. */
      readonly setBy?: string;
    }
  /** That the call succeeded, whatever it answered. */
  | { readonly kind: 'status'; readonly name: string }
  /** Known beforehand. */
  | { readonly kind: 'text'; readonly name: string; readonly text: string };

/** What may take its time, each with a limit of its own. */
export type WaitName = 'provision' | 'adminToken' | 'tenantReady';

/** One call that derives what the configuration does not give. Plain data, so that a plan can print it. */
export interface BootstrapStep {
  readonly id: string;
  readonly title: string;
  /** Absent for calls outside the contract. */
  readonly operationId?: string;
  readonly request: RequestTemplate;
  /** Sent instead when the first way is answered with 404. */
  readonly otherwise?: RequestTemplate;
  readonly takes: readonly Take[];
  readonly needs: readonly string[];
  /** Set where the answer may take its time: sent again until it is 2xx and shows what is wanted. */
  readonly poll?: {
    readonly until?: { readonly at: string; readonly equals: string };
    readonly timeout: WaitName;
  };
  /** Something comes into being; this removes it. */
  readonly removal?: Removal;
  /** Sent where the call was repeated because its answer was lost, and is refused with 409: what it makes is there already. */
  readonly ifThere?: { readonly request: RequestTemplate; readonly takes: readonly Take[] };
  /** The variable that names what is looked for: a 404 says that it is not there. */
  readonly looksFor?: string;
  /** The step that is not complete without this one. */
  readonly completes?: string;
}

/** One of the two orgs of a run: its name, and what is asked for in place of the first one's names. */
interface Place {
  readonly org: 'org' | 'otherOrg';
  readonly subject: Subject;
}

const HERE: Place = { org: 'org', subject: {} };
const THERE: Place = {
  org: 'otherOrg',
  subject: {
    org: 'otherOrg',
    secrets: { tenantAdminToken: 'otherTenantAdminToken', orgApiKey: 'otherOrgApiKey' },
  },
};

/**
 * The calls that derive what a target with this configuration lacks, in order: ids of the orgs (or new orgs), the tenants'
 * admin tokens, org keys, workspaces and their tokens. Where `mayCreate` is false nothing but reads are among them.
 */
export function planBootstrap(
  context: PlanContext,
  config: RemoteConfig,
  mayCreate: boolean,
): readonly BootstrapStep[] {
  const given: ReadonlySet<string> = new Set(namesFromConfig(config));
  const known = new Set(given);
  const steps: BootstrapStep[] = [];
  const add = (step: BootstrapStep | undefined): void => {
    if (
      step === undefined ||
      step.takes.every((take) => known.has(take.name)) ||
      !step.needs.every((name) => known.has(name))
    )
      return;
    // A token that is minted cannot be undone, so it is not the removal that tells what creates.
    if (step.request.method !== 'GET' && !mayCreate) return;
    steps.push(step);
    for (const take of step.takes) known.add(take.name);
  };
  // Both come up at the same time.
  for (const place of [HERE, THERE]) {
    add(createOrg(context, place, known));
    add(findOrg(context, place, given));
    if (given.has(`${place.org}.slug`)) add(lookForOrg(context, place));
  }
  for (const place of [HERE, THERE]) {
    add(waitForOrg(context, place, steps));
    add(fetchAdminToken(context, place, steps));
    add(waitForTenant(place, steps));
    add(mintOrgKey(context, place, ORG_KEYS[place.org]));
  }
  for (const draft of WORKSPACES) {
    add(makeWorkspace(context, HERE, draft));
    add(mintWorkspaceToken(context, draft.token));
  }
  add(makeWorkspace(context, THERE, FOREIGN_WORKSPACE));
  for (const step of spendCredentials(context)) add(step);
  return steps;
}

/** Names that the configuration alone binds. */
export function namesFromConfig(config: RemoteConfig): readonly string[] {
  return [...Object.keys(config.secrets).map((name) => `secret.${name}`), ...Object.keys(configBindings(config))];
}

/** Workspaces that were there before the run. */
export function givenWorkspaces(config: RemoteConfig): ReadonlySet<string> {
  return new Set(Object.keys(configBindings(config)).filter((name) => /^(?:w|otherW)orkspace\.id$/.test(name)));
}

export function configBindings(config: RemoteConfig): Readonly<Record<string, string>> {
  const entries: readonly (readonly [string, string | undefined])[] = [
    ['org.slug', config.org?.slug],
    ['org.id', config.org?.id],
    ['otherOrg.slug', config.otherOrg?.slug],
    ['otherOrg.id', config.otherOrg?.id],
    ['workspace.id', config.workspaceId],
    ['otherWorkspace.id', config.otherWorkspaceId],
  ];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function createOrg(context: PlanContext, { org }: Place, known: ReadonlySet<string>): BootstrapStep | undefined {
  if (known.has(`${org}.slug`)) return undefined;
  const slug = `\${run.${org}}`;
  const isOwned = org === 'org' && known.has('secret.ownerSession');
  const operationId = isOwned ? 'createOrg' : 'adminCreateOrg';
  const body = { slug, name: `Conformance ${slug}`, ...(isOwned ? {} : { owner_user_id: `e2e-runner:${slug}` }) };
  return callStep(context, {
    id: `create-${org}`,
    title: org === 'org' ? 'creates the org under test' : 'creates a second org for cross-tenant probes',
    operationId,
    as: isOwned ? 'owner-session' : 'cp-admin',
    body,
    takes: [
      { kind: 'member', name: `${org}.slug`, at: '/slug' },
      { kind: 'member', name: `${org}.id`, at: '/id' },
    ],
    undo: isOwned
      ? { operationId: 'deleteOrg', as: 'owner-session', path: { slug } }
      : { operationId: 'adminDeleteTenant', ...tenantDeletion(slug) },
    ifThere: isOwned
      ? {
          operationId: 'getOrg',
          as: 'owner-session',
          path: { slug },
          takes: [
            { kind: 'member', name: `${org}.slug`, at: '/slug' },
            { kind: 'member', name: `${org}.id`, at: '/id' },
          ],
        }
      : {
          operationId: 'adminListOrgs',
          as: 'cp-admin',
          takes: [
            { kind: 'text', name: `${org}.slug`, text: slug },
            { kind: 'org-in-list', name: `${org}.id`, slug },
          ],
        },
  });
}

function findOrg(context: PlanContext, { org }: Place, given: ReadonlySet<string>): BootstrapStep | undefined {
  const slug = `${org}.slug`;
  return callStep(context, {
    id: `find-${org}`,
    title: `looks up the id of ${org === 'org' ? 'the org' : 'the second org'}`,
    operationId: 'adminListOrgs',
    as: 'cp-admin',
    takes: [
      {
        kind: 'org-in-list',
        name: `${org}.id`,
        slug: `\${${slug}}`,
        ...(given.has(slug) ? { setBy: toVariable(slug) } : {}),
      },
      ...(given.has(slug) ? [isThere(org)] : []),
    ],
    needs: [slug],
  });
}

/** For whoever may not list all orgs: an org that is configured, and is not there, could be made by a probe that expects it. */
function lookForOrg(context: PlanContext, { org }: Place): BootstrapStep | undefined {
  const slug = `${org}.slug`;
  const step = callStep(context, {
    id: `look-for-${org}`,
    title: `looks whether ${org === 'org' ? 'the org' : 'the second org'} is there`,
    operationId: 'getOrgInstance',
    as: 'anonymous',
    path: { slug: `\${${slug}}` },
    takes: [isThere(org)],
    needs: [slug],
  });
  return step === undefined ? undefined : { ...step, looksFor: toVariable(slug) };
}

function isThere(org: Place['org']): Take {
  return { kind: 'status', name: `${org}.isThere` };
}

function waitForOrg(context: PlanContext, { org }: Place, before: readonly BootstrapStep[]): BootstrapStep | undefined {
  if (!before.some((step) => step.id === `create-${org}`)) return undefined;
  return callStep(context, {
    id: `wait-for-${org}`,
    title: org === 'org' ? 'waits until its instance runs' : 'waits until the instance of the second org runs',
    operationId: 'getOrgInstance',
    as: 'anonymous',
    path: { slug: `\${${org}.slug}` },
    takes: [{ kind: 'member', name: `${org}.status`, at: '/status' }],
    poll: { until: { at: '/status', equals: 'running' }, timeout: 'provision' },
    completes: `create-${org}`,
  });
}

function fetchAdminToken(
  context: PlanContext,
  { org, subject }: Place,
  before: readonly BootstrapStep[],
): BootstrapStep | undefined {
  // Only a new org may have no token yet: one that has long been there will not get any by waiting.
  const isNew = before.some((step) => step.id === `create-${org}`);
  return callStep(context, {
    id: `admin-token-of-${org}`,
    title: 'reads the admin token of the tenant',
    operationId: ADMIN_TOKEN.operationId,
    as: ADMIN_TOKEN.as,
    path: ADMIN_TOKEN.path,
    takes: [
      {
        kind: 'member',
        name: org === 'org' ? 'secret.tenantAdminToken' : 'secret.otherTenantAdminToken',
        at: ADMIN_TOKEN.at,
      },
    ],
    ...(isNew ? { poll: { timeout: 'adminToken' as const } } : {}),
    subject,
  });
}

function waitForTenant(place: Place, before: readonly BootstrapStep[]): BootstrapStep | undefined {
  if (!before.some((step) => step.id === `create-${place.org}`)) return undefined;
  return {
    id: `wait-for-tenant-of-${place.org}`,
    title: 'waits until the tenant answers',
    request: outsideCall(place, 'GET', '/health', []),
    takes: [{ kind: 'member', name: `${place.org}.health`, at: '/status' }],
    needs: [`${place.org}.slug`],
    poll: { timeout: 'tenantReady' },
  };
}

interface OrgKeyDraft {
  readonly id: string;
  readonly title: string;
  readonly name: string;
  /** Names under which the key and its id are kept. */
  readonly secret: string;
  readonly keyId: string;
}

const ORG_KEYS: Readonly<Record<Place['org'], OrgKeyDraft>> = {
  org: {
    id: 'org-key-of-org',
    title: 'mints an org key',
    name: 'conformance ${run.token}',
    secret: 'secret.orgApiKey',
    keyId: 'org.keyId',
  },
  otherOrg: {
    id: 'org-key-of-otherOrg',
    title: 'mints an org key',
    name: 'conformance ${run.token}',
    secret: 'secret.otherOrgApiKey',
    keyId: 'otherOrg.keyId',
  },
};

function mintOrgKey(context: PlanContext, { subject }: Place, draft: OrgKeyDraft): BootstrapStep | undefined {
  return callStep(context, {
    id: draft.id,
    title: draft.title,
    operationId: 'tenantCreateOrgToken',
    as: 'tenant-admin-token',
    body: { name: draft.name },
    takes: [
      { kind: 'member', name: draft.secret, at: '/auth_token' },
      { kind: 'member', name: draft.keyId, at: '/id' },
    ],
    undo: { operationId: 'tenantRevokeOrgToken', as: 'tenant-admin-token', path: { id: `\${${draft.keyId}}` } },
    subject,
  });
}

interface WorkspaceDraft {
  readonly id: string;
  readonly title: string;
  readonly name: string;
  /** Name under which its id is kept. */
  readonly workspaceId: string;
}

interface WorkspaceTokenDraft {
  readonly id: string;
  readonly workspaceId: string;
  /** Name under which the token is kept. */
  readonly secret: string;
}

const WORKSPACES: readonly (WorkspaceDraft & { readonly token: WorkspaceTokenDraft })[] = [
  {
    id: 'make-workspace',
    title: 'makes the workspace under test',
    name: 'conformance ${run.token} workspace',
    workspaceId: 'workspace.id',
    token: { id: 'token-of-workspace', workspaceId: 'workspace.id', secret: 'secret.workspaceToken' },
  },
  {
    id: 'make-otherWorkspace',
    title: 'makes a second workspace',
    name: 'conformance ${run.token} otherWorkspace',
    workspaceId: 'otherWorkspace.id',
    token: { id: 'token-of-otherWorkspace', workspaceId: 'otherWorkspace.id', secret: 'secret.otherWorkspaceToken' },
  },
];

/** A workspace of the second org, to be asked for at the first. */
const FOREIGN_WORKSPACE: WorkspaceDraft = {
  id: 'make-foreign-workspace',
  title: 'makes a workspace in the second org',
  name: 'conformance ${run.token} workspace',
  workspaceId: 'otherOrgWorkspace.id',
};

function makeWorkspace(context: PlanContext, { subject }: Place, draft: WorkspaceDraft): BootstrapStep | undefined {
  return callStep(context, {
    id: draft.id,
    title: draft.title,
    operationId: 'tenantCreateWorkspace',
    as: 'org-key',
    body: { name: draft.name, external: true, url: 'https://agent.example.invalid/hook' },
    takes: [{ kind: 'member', name: draft.workspaceId, at: '/id' }],
    undo: { operationId: 'tenantDeleteWorkspace', as: 'org-key', path: { id: `\${${draft.workspaceId}}` } },
    subject,
  });
}

function mintWorkspaceToken(
  context: PlanContext,
  { id, workspaceId, secret }: WorkspaceTokenDraft,
): BootstrapStep | undefined {
  const model = callStep(context, { id: '', title: '', operationId: 'tenantListWorkspaces', as: 'org-key', takes: [] });
  if (model === undefined) return undefined;
  return {
    id,
    title: 'mints its workspace token',
    request: outsideCall(HERE, 'POST', `/workspaces/\${${workspaceId}}/tokens`, model.request.headers),
    otherwise: outsideCall(HERE, 'POST', `/admin/workspaces/\${${workspaceId}}/tokens`, model.request.headers),
    takes: [{ kind: 'member', name: secret, at: '/auth_token' }],
    needs: [...model.needs, workspaceId],
  };
}

/** Credentials that were right once: each is minted, shown to work, and then loses its right. */
function spendCredentials(context: PlanContext): readonly (BootstrapStep | undefined)[] {
  const workspaceId = 'deletedWorkspace.id';
  return [
    mintOrgKey(context, HERE, {
      id: 'key-to-revoke',
      title: 'mints an org key to be revoked',
      name: 'conformance ${run.token} revoked',
      secret: 'secret.revokedOrgKey',
      keyId: 'revokedKey.id',
    }),
    callStep(context, {
      id: 'key-works',
      title: 'shows that it works',
      operationId: 'tenantListWorkspaces',
      as: 'org-key',
      takes: [{ kind: 'status', name: 'revokedKey.worked' }],
      needs: ['secret.revokedOrgKey'],
      completes: 'key-to-revoke',
      subject: { secrets: { orgApiKey: 'revokedOrgKey' } },
    }),
    callStep(context, {
      id: 'revoke-key',
      title: 'revokes it',
      operationId: 'tenantRevokeOrgToken',
      as: 'org-key',
      path: { id: '${revokedKey.id}' },
      takes: [{ kind: 'status', name: 'revokedKey.revoked' }],
      completes: 'key-to-revoke',
    }),
    makeWorkspace(context, HERE, {
      id: 'workspace-to-delete',
      title: 'makes a workspace to be deleted',
      name: 'conformance ${run.token} deleted',
      workspaceId,
    }),
    mintWorkspaceToken(context, { id: 'token-to-lose', workspaceId, secret: 'secret.deletedWorkspaceToken' }),
    callStep(context, {
      id: 'delete-workspace',
      title: 'deletes it',
      operationId: 'tenantDeleteWorkspace',
      as: 'org-key',
      path: { id: '${deletedWorkspace.id}' },
      takes: [{ kind: 'status', name: 'deletedWorkspace.deleted' }],
      needs: ['secret.deletedWorkspaceToken'],
      completes: 'workspace-to-delete',
    }),
  ];
}

interface CallDraft {
  readonly id: string;
  readonly title: string;
  readonly operationId: string;
  readonly as: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, string | boolean>>;
  readonly takes: readonly Take[];
  readonly needs?: readonly string[];
  readonly poll?: BootstrapStep['poll'];
  readonly undo?: Pick<CallDraft, 'operationId' | 'as' | 'path' | 'body'>;
  readonly completes?: string;
  readonly ifThere?: Pick<CallDraft, 'operationId' | 'as' | 'path' | 'takes'>;
  /** Of all its calls. */
  readonly subject?: Subject;
}

/** A step through an operation of the contract; none where this edition does not have the operation. */
function callStep(context: PlanContext, draft: CallDraft): BootstrapStep | undefined {
  const build = (call: Pick<CallDraft, 'operationId' | 'as' | 'path' | 'body'>): RequestTemplate | undefined =>
    context.contract.operation(call.operationId) === undefined
      ? undefined
      : buildCall(context, {
          operationId: call.operationId,
          as: call.as,
          ...defined({ path: call.path, subject: draft.subject }),
          ...(call.body === undefined ? {} : { body: { kind: 'json', value: call.body } }),
        });
  const request = build(draft);
  if (request === undefined) return undefined;
  const undo =
    draft.undo === undefined || context.contract.operation(draft.undo.operationId) === undefined
      ? undefined
      : draft.undo;
  const whereItIs = draft.ifThere === undefined ? undefined : build(draft.ifThere);
  const needs = namesIn(request).filter((name) => !name.startsWith('run.'));
  return {
    id: draft.id,
    title: draft.title,
    operationId: draft.operationId,
    request,
    takes: draft.takes,
    needs: [...new Set([...needs, ...(draft.needs ?? [])])],
    ...defined({ poll: draft.poll }),
    ...(undo === undefined
      ? {}
      : {
          removal: buildRemoval(
            context,
            { operation: undo.operationId, ...undo, ...defined({ subject: draft.subject }) },
            draft.body,
          ),
        }),
    ...defined({ completes: draft.completes }),
    ...(draft.ifThere === undefined || whereItIs === undefined
      ? {}
      : { ifThere: { request: whereItIs, takes: draft.ifThere.takes } }),
  };
}

/** Fixture calls that stand outside the contract (`/health`, workspace tokens). */
function outsideCall(place: Place, method: string, path: string, headers: RequestTemplate['headers']): RequestTemplate {
  return {
    operationId: `(outside the contract) ${method} ${path.replace(/\$\{[^}]+\}/g, '{id}')}`,
    service: 'tenant',
    tenantSlug: `\${${place.org}.slug}`,
    method,
    path,
    query: [],
    headers: headers.length > 0 ? headers : [['Accept', 'application/json']],
  };
}
