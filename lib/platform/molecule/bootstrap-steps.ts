import { defined } from '../../core/defined.ts';
import type { RequestTemplate, Subject } from '../../cases/case.ts';
import { nameIn, nameOfThing, siblingName } from '../../cases/accommodations.ts';
import type { JsonObject } from '../../core/json.ts';
import { buildCall, buildMakingCall, type PlanContext } from '../../cases/plan-context.ts';
import { namesIn } from '../../cases/bind.ts';
import type { Fill } from '../../cases/operation-data.ts';
import { buildRemoval } from '../../cases/removal.ts';
import { subjectOfProbe } from '../../cases/security-probe.ts';
import type { Operation } from '../../contract/contract.ts';
import type { BootstrapStep, Extraction, Way } from '../../setup/bootstrap-step.ts';
import { kindOf, secretName, toVariable } from '../../core/names.ts';
import { ADMIN_TOKEN } from '../../cleanup/sweep-credentials.ts';
import { tenantDeletion } from '../../cleanup/sweep.ts';

/** One of the two orgs of a run, with the subject of the calls that are about it. */
interface Place {
  readonly org: 'org' | 'otherOrg';
  readonly subject: Subject;
}

export const HERE: Place = { org: 'org', subject: {} };
export const THERE: Place = {
  org: 'otherOrg',
  subject: {
    org: 'otherOrg',
    secrets: { tenantAdminToken: 'otherTenantAdminToken', orgApiKey: 'otherOrgApiKey' },
  },
};

export function createOrg(context: PlanContext, { org }: Place, known: ReadonlySet<string>): BootstrapStep | undefined {
  if (known.has(`${org}.slug`)) return undefined;
  const slug = `\${run.${org}}`;
  const isOwned = org === 'org' && known.has('secret.ownerSession');
  const operationId = isOwned ? 'createOrg' : 'adminCreateOrg';
  const madeSlug: Extraction = { kind: 'text', name: `${org}.slug`, text: slug };
  const body = { slug, name: `Conformance ${slug}`, ...(isOwned ? {} : { owner_user_id: `e2e-runner:${slug}` }) };
  const step = callStep(context, {
    id: `create-${org}`,
    title: org === 'org' ? 'creates the org under test' : 'creates a second org for cross-tenant probes',
    operationId,
    as: isOwned ? 'owner-session' : 'cp-admin',
    body,
    extracts: [
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
          extracts: [
            { kind: 'member', name: `${org}.slug`, at: '/slug' },
            { kind: 'member', name: `${org}.id`, at: '/id' },
          ],
        }
      : {
          operationId: 'adminListOrgs',
          as: 'cp-admin',
          extracts: [madeSlug, { kind: 'org-in-list', name: `${org}.id`, slug }],
        },
  });
  if (step === undefined) return undefined;
  const orElse = waysToOrg(context, org, slug, known).map(({ request, extracts }) => ({
    request,
    extracts: [madeSlug, ...extracts],
  }));
  return { ...step, orElse };
}

/** Finds the id of an org in the list of all, or by reading the org, or from its instance: the first way that is open, and then the others. */
export function findOrg(
  context: PlanContext,
  { org }: Place,
  given: ReadonlySet<string>,
  known: ReadonlySet<string>,
): BootstrapStep | undefined {
  const slug = `${org}.slug`;
  const isGiven = given.has(slug);
  const ways = waysToOrg(context, org, `\${${slug}}`, known, isGiven ? toVariable(slug) : undefined);
  // A configured id is held against the list, and not replaced.
  const [first, ...others] = given.has(`${org}.id`)
    ? ways.filter(({ request }) => request.operationId === ORG_LIST)
    : ways;
  if (first === undefined) return undefined;
  const seen = isGiven ? [existence(org)] : [];
  const withSeen = ({ request, extracts }: Way): Way => ({ request, extracts: [...extracts, ...seen] });
  return {
    id: `find-${org}`,
    title: `looks up the id of ${org === 'org' ? 'the org' : 'the second org'}`,
    operationId: first.request.operationId,
    ...withSeen(first),
    needs: [...new Set([...namesIn(first.request), slug])],
    orElse: others.map(withSeen),
    // The list answers for an org that is not there as well.
    ...(isGiven && first.request.operationId !== ORG_LIST ? { looksFor: toVariable(slug) } : {}),
  };
}

const ORG_LIST = 'adminListOrgs';

/** The ways to learn the id of an org that the credentials at hand open. */
function waysToOrg(
  context: PlanContext,
  org: Place['org'],
  slug: string,
  known: ReadonlySet<string>,
  setBy?: string,
): readonly Way[] {
  const name = `${org}.id`;
  const ways: readonly (readonly [operationId: string, as: string, extraction: Extraction])[] = [
    [ORG_LIST, 'cp-admin', { kind: 'org-in-list', name, slug, ...defined({ setBy }) }],
    ['getOrg', 'owner-session', { kind: 'member', name, at: '/id' }],
    ['getOrgInstance', 'anonymous', { kind: 'member', name, at: '/org_id' }],
  ];
  return ways.flatMap(([operationId, as, extraction]) => {
    const operation = context.contract.operation(operationId);
    if (operation === undefined) return [];
    const path: Readonly<Record<string, string>> = operation.path.includes('{slug}') ? { slug } : {};
    const request = buildCall(context, { operationId, as, path });
    const isOpen = namesIn(request).every((asked) => known.has(asked) || kindOf(asked) !== 'secret');
    return isOpen ? [{ request, extracts: [extraction] }] : [];
  });
}

/**
 * Looks whether a configured org is there, for a run that may not list all orgs. One that is not there could be made by a probe that
 * expects to find it.
 */
export function lookForOrg(context: PlanContext, { org }: Place): BootstrapStep | undefined {
  const slug = `${org}.slug`;
  const step = callStep(context, {
    id: `look-for-${org}`,
    title: `looks whether ${org === 'org' ? 'the org' : 'the second org'} is there`,
    operationId: 'getOrgInstance',
    as: 'anonymous',
    path: { slug: `\${${slug}}` },
    extracts: [existence(org)],
    needs: [slug],
  });
  return step === undefined ? undefined : { ...step, looksFor: toVariable(slug) };
}

function existence(org: Place['org']): Extraction {
  return { kind: 'status', name: `${org}.isThere` };
}

export function waitForOrg(
  context: PlanContext,
  { org }: Place,
  before: readonly BootstrapStep[],
): BootstrapStep | undefined {
  if (!before.some((step) => step.id === `create-${org}`)) return undefined;
  return callStep(context, {
    id: `wait-for-${org}`,
    title: org === 'org' ? 'waits until its instance runs' : 'waits until the instance of the second org runs',
    operationId: 'getOrgInstance',
    as: 'anonymous',
    path: { slug: `\${${org}.slug}` },
    extracts: [{ kind: 'member', name: `${org}.status`, at: '/status' }],
    poll: { until: { at: '/status', equals: 'running' }, timeout: 'provision' },
    completes: `create-${org}`,
  });
}

export function fetchAdminToken(
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
    extracts: [
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

export function waitForTenant(place: Place, before: readonly BootstrapStep[]): BootstrapStep | undefined {
  if (!before.some((step) => step.id === `create-${place.org}`)) return undefined;
  return {
    id: `wait-for-tenant-of-${place.org}`,
    title: 'waits until the tenant answers',
    request: outsideCall(place, 'GET', '/health', []),
    extracts: [{ kind: 'member', name: `${place.org}.health`, at: '/status' }],
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

export const ORG_KEYS: Readonly<Record<Place['org'], OrgKeyDraft>> = {
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

export function mintOrgKey(context: PlanContext, { subject }: Place, draft: OrgKeyDraft): BootstrapStep | undefined {
  return callStep(context, {
    id: draft.id,
    title: draft.title,
    operationId: 'tenantCreateOrgToken',
    as: 'tenant-admin-token',
    body: { name: draft.name },
    extracts: [
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

export type WorkspaceWithToken = WorkspaceDraft & { readonly token: WorkspaceTokenDraft };

export const WORKSPACES: readonly WorkspaceWithToken[] = [
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

/** The workspace that the probes of an operation change, where they do. */
export function workspaceFor(context: PlanContext, operation: Operation): WorkspaceWithToken | undefined {
  const subject = subjectOfProbe(context, operation);
  if (subject === undefined) return undefined;
  const { workspace, secrets } = subject;
  const workspaceId = `${workspace}.id`;
  return {
    id: `make-${workspace}`,
    title: `makes a workspace for the probes of ${operation.id}`,
    name: `conformance \${run.token} ${operation.id}`,
    workspaceId,
    token: { id: `token-of-${workspace}`, workspaceId, secret: secretName(secrets.workspaceToken) },
  };
}

/** Does to the workspace that the probes of an operation change what they do, where they are to change nothing more. */
export function doBefore(context: PlanContext, operation: Operation): BootstrapStep | undefined {
  const subject = subjectOfProbe(context, operation);
  const { path, probe } = context.entry(operation);
  if (subject === undefined || probe.doneBefore !== true) return undefined;
  return callStep(context, {
    id: `done-to-${subject.workspace}`,
    title: `calls ${operation.id} for it`,
    operationId: operation.id,
    as: 'org-key',
    path: { ...path, ...probe.path },
    extracts: [{ kind: 'status', name: `${subject.workspace}.done` }],
    completes: `make-${subject.workspace}`,
    isOptional: true,
    subject,
  });
}

/** A workspace of the second org, to be asked for at the first. */
export const FOREIGN_WORKSPACE: WorkspaceDraft = {
  id: 'make-foreign-workspace',
  title: 'makes a workspace in the second org',
  name: 'conformance ${run.token} workspace',
  workspaceId: 'otherOrgWorkspace.id',
};

export function makeWorkspace(
  context: PlanContext,
  { subject }: Place,
  draft: WorkspaceDraft,
): BootstrapStep | undefined {
  return callStep(context, {
    id: draft.id,
    title: draft.title,
    operationId: 'tenantCreateWorkspace',
    as: 'org-key',
    bodies: [
      { name: draft.name, external: true },
      { name: draft.name },
      { name: draft.name, external: true, url: '${value.agentUrl}' },
    ],
    extracts: [{ kind: 'member', name: draft.workspaceId, at: '/id' }],
    undo: { operationId: 'tenantDeleteWorkspace', as: 'org-key', path: { id: `\${${draft.workspaceId}}` } },
    subject,
  });
}

export function mintWorkspaceToken(
  context: PlanContext,
  { id, workspaceId, secret }: WorkspaceTokenDraft,
): BootstrapStep | undefined {
  const model = callStep(context, {
    id: '',
    title: '',
    operationId: 'tenantListWorkspaces',
    as: 'org-key',
    extracts: [],
  });
  if (model === undefined) return undefined;
  return {
    id,
    title: 'mints its workspace token',
    request: outsideCall(HERE, 'POST', `/workspaces/\${${workspaceId}}/tokens`, model.request.headers),
    otherwise: outsideCall(HERE, 'POST', `/admin/workspaces/\${${workspaceId}}/tokens`, model.request.headers),
    extracts: [{ kind: 'member', name: secret, at: '/auth_token' }],
    needs: [...model.needs, workspaceId],
  };
}

/** Makes a key that was right once: it is minted, shown to work, and then revoked. */
export function spendOrgKey(context: PlanContext): readonly (BootstrapStep | undefined)[] {
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
      extracts: [{ kind: 'status', name: 'revokedKey.worked' }],
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
      extracts: [{ kind: 'status', name: 'revokedKey.revoked' }],
      completes: 'key-to-revoke',
      ends: 'secret.revokedOrgKey',
    }),
  ];
}

/**
 * Makes the token of a workspace that was deleted. It comes before all other workspaces, and is made wherever any is: where its removal
 * is refused, no more are made that could not be removed either.
 */
export function spendWorkspace(context: PlanContext): readonly (BootstrapStep | undefined)[] {
  const workspaceId = 'deletedWorkspace.id';
  return [
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
      extracts: [{ kind: 'status', name: 'deletedWorkspace.deleted' }],
      needs: ['secret.deletedWorkspaceToken'],
      completes: 'workspace-to-delete',
      ends: 'secret.deletedWorkspaceToken',
      isRehearsal: true,
    }),
  ];
}

interface CallDraft {
  readonly id: string;
  readonly title: string;
  readonly operationId: string;
  readonly as: string;
  readonly path?: Fill;
  readonly body?: Readonly<Record<string, string | boolean>>;
  /** In place of `body`, in order of preference. */
  readonly bodies?: readonly JsonObject[];
  readonly extracts: readonly Extraction[];
  readonly needs?: readonly string[];
  readonly poll?: BootstrapStep['poll'];
  readonly undo?: Pick<CallDraft, 'operationId' | 'as' | 'path' | 'body'>;
  readonly completes?: string;
  readonly ends?: string;
  readonly isRehearsal?: true;
  readonly isOptional?: true;
  readonly ifThere?: Pick<CallDraft, 'operationId' | 'as' | 'path' | 'extracts'>;
  /** The subject of all its calls. */
  readonly subject?: Subject;
}

/** A step through an operation of the contract; none where this edition does not have the operation. */
function callStep(context: PlanContext, draft: CallDraft): BootstrapStep | undefined {
  const build = (call: Pick<CallDraft, 'operationId' | 'as' | 'path' | 'body' | 'bodies'>) =>
    context.contract.operation(call.operationId) === undefined
      ? undefined
      : buildMakingCall(context, { ...call, operation: call.operationId, ...defined({ subject: draft.subject }) });
  const request = build(draft);
  if (request === undefined) return undefined;
  const undo =
    draft.undo === undefined || context.contract.operation(draft.undo.operationId) === undefined
      ? undefined
      : draft.undo;
  const whereItIs = draft.ifThere === undefined ? undefined : build(draft.ifThere);
  const needs = namesIn(request).filter((name) => !['run', 'value'].includes(kindOf(name)));
  return {
    id: draft.id,
    title: draft.title,
    operationId: draft.operationId,
    request,
    extracts: [...draft.extracts, ...nameExtractions(context, draft, request)],
    needs: [...new Set([...needs, ...(draft.needs ?? [])])],
    ...defined({ poll: draft.poll }),
    ...(undo === undefined
      ? {}
      : {
          removal: buildRemoval(
            context,
            { operation: undo.operationId, ...undo, ...defined({ subject: draft.subject }) },
            request.body?.kind === 'json' ? request.body.value : undefined,
          ),
        }),
    ...defined({
      completes: draft.completes,
      ends: draft.ends,
      isRehearsal: draft.isRehearsal,
      isOptional: draft.isOptional,
    }),
    ...(draft.ifThere === undefined || whereItIs === undefined
      ? {}
      : { ifThere: { request: whereItIs, extracts: draft.ifThere.extracts } }),
  };
}

/** Takes the names of the things that a step makes as well, where the target has accommodations: they may ask for them. */
function nameExtractions(
  { data }: PlanContext,
  { extracts }: CallDraft,
  { body }: RequestTemplate,
): readonly Extraction[] {
  const sent = body?.kind === 'json' ? nameIn(body.value) : undefined;
  if (data.accommodations === undefined || sent === undefined) return [];
  return extracts.flatMap((extraction) => {
    const name = extraction.kind === 'member' ? nameOfThing(extraction.name) : undefined;
    if (extraction.kind !== 'member' || name === undefined) return [];
    return [{ kind: 'name', name, at: siblingName(extraction.at), sent } as const];
  });
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
