import { z } from 'zod';
import type { JsonObject, JsonValue } from '../../../core/json.ts';
import { answer, refuse, type ApiAnswer } from '../../http.ts';
import type { Workspace } from '../../world.ts';
import {
  addObserved,
  childrenOf,
  findAny,
  findByName,
  flagMember,
  isSmall,
  isStorable,
  numberMember,
  pathInside,
  provision,
  readBody,
  removeObserved,
  textMember,
  TIER,
  type Call,
} from './record.ts';
import { DEFAULT_RUNTIME } from './runtimes.ts';
import { bundleRuntimeIn, findFilesFor } from './templates.ts';
import { isAllowedAccess, isAllowedFolder } from './workspaces.ts';

// Orgs

/** A variable that has to be set, or a choice of which one has to be. */
const requirement = z.union([z.string(), z.object({ any_of: z.array(z.string()).min(1) })]);

interface OrgNode {
  readonly name: string;
  readonly role: string;
  readonly runtime: string;
  readonly tier: number;
  readonly model: string;
  readonly workspace_dir: string;
  readonly workspace_access: string;
  readonly external: boolean;
  readonly url: string;
  readonly spawning?: boolean | null | undefined;
  readonly required_env?: readonly Requirement[] | null | undefined;
  readonly children?: readonly OrgNode[] | null | undefined;
}

type Requirement = z.infer<typeof requirement>;

const orgNode: z.ZodType<OrgNode> = z.lazy(() =>
  z.object({
    name: textMember,
    role: textMember,
    runtime: textMember,
    tier: numberMember,
    model: textMember,
    workspace_dir: textMember,
    workspace_access: textMember,
    external: flagMember,
    url: textMember,
    spawning: z.boolean().nullish(),
    required_env: z.array(requirement).nullish(),
    children: z.array(orgNode).nullish(),
  }),
);

const orgTemplate = z.object({
  name: textMember,
  defaults: z.object({ runtime: textMember, tier: numberMember, model: textMember }).nullish(),
  required_env: z.array(requirement).nullish(),
  workspaces: z.array(orgNode).nullish(),
});

type OrgTemplate = z.infer<typeof orgTemplate>;

/** Any mode is taken, and only `reconcile` means something. */
const orgImportRequest = z.object({ dir: textMember, template: orgTemplate.nullish(), mode: textMember });

export function listOrgTemplates({ tenant }: Call): ApiAnswer {
  const rows = [...tenant.orgTemplates.values()].map(({ dir, name, description, workspaces }) => {
    return { description, dir, name, recommended_env: [], required_env: [], workspaces: workspaces.length };
  });
  return answer(200, rows);
}

/** Imports an org: 201 if all of it could be made, 207 if it stopped somewhere. What was made by then stays. */
export function importOrg(call: Call): ApiAnswer {
  const sent = readBody(call.request.body, orgImportRequest);
  if (sent === undefined) return refuse(400, 'invalid request body');
  const { dir, mode } = sent;
  const inside = pathInside(dir);
  if (inside === undefined) return refuse(400, 'invalid org directory');
  const template = dir === '' ? sent.template : readStored(call, inside);
  if (dir !== '' && template === undefined) return refuse(404, 'org template not found');
  if ((template?.name ?? '') === '' || !template) return refuse(400, "provide 'dir' or 'template'");
  const missing = refuseMissingEnv(call, template);
  if (missing !== undefined) return missing;
  const made: Made[] = [];
  const error = importNodes(call, template, { nodes: template.workspaces ?? [], parentId: null }, made);
  const removed = mode === 'reconcile' && error === undefined ? removeNamesakes(call, template, made) : 0;
  return answer(error === undefined ? 201 : 207, {
    count: made.length,
    ...(error === undefined ? {} : { error }),
    ...(mode === 'reconcile' ? { mode, reconcile_removed_count: removed } : {}),
    org: template.name,
    workspaces: made.map(({ workspace: { id, name }, tier, isSkipped }) => {
      return { id, name, ...(isSkipped ? { skipped: true } : {}), tier };
    }),
  });
}

/** The model that stored templates name for all of their workspaces. */
const STORED_MODEL = 'anthropic/claude-opus-4-7';

function readStored({ tenant }: Call, dir: string): OrgTemplate | undefined {
  const stored = tenant.orgTemplates.get(dir);
  return (
    stored &&
    orgTemplate.parse({
      name: stored.name,
      defaults: { model: STORED_MODEL },
      workspaces: stored.workspaces.map((name) => ({ name })),
    })
  );
}

/** Answers 412 if a variable is required, anywhere in the template, and is no secret of the org. Impossible names are ignored. */
function refuseMissingEnv({ tenant }: Call, template: OrgTemplate): ApiAnswer | undefined {
  const required = new Map(requirementsOf(template).map((each) => [JSON.stringify(each), each]));
  const missing = [...required.values()].filter((each) => !namesIn(each).some((key) => tenant.globalSecrets.has(key)));
  if (missing.length === 0) return undefined;
  return answer(412, {
    error: 'missing required environment variables',
    missing_env: missing,
    required_env: [...required.values()],
    suggestion: 'set them as global secrets first',
    template: template.name,
  });
}

function requirementsOf(template: OrgTemplate): readonly Requirement[] {
  const below = (nodes: readonly OrgNode[]): readonly Requirement[] =>
    nodes.flatMap(({ required_env, children }) => [...(required_env ?? []), ...below(children ?? [])]);
  const all = [...(template.required_env ?? []), ...below(template.workspaces ?? [])];
  return all.filter((each) => namesIn(each).some((name) => /^[A-Z][A-Z0-9_]{0,127}$/.test(name)));
}

function namesIn(each: Requirement): readonly string[] {
  return typeof each === 'string' ? [each] : each.any_of;
}

interface Made {
  readonly workspace: Workspace;
  /** As the template has it, which for one that was there already need not be its own. */
  readonly tier: number;
  readonly isSkipped: boolean;
}

interface Siblings {
  readonly nodes: readonly OrgNode[];
  readonly parentId: string | null;
}

/** Creates what is not there yet, depth first, up to the first mistake, which it returns. */
function importNodes(
  call: Call,
  template: OrgTemplate,
  { nodes, parentId }: Siblings,
  made: Made[],
): string | undefined {
  for (const node of nodes) {
    if (node.spawning === false) continue;
    const error = findMistake(template, node);
    if (error !== undefined) return error;
    const found = findByName(call.tenant, node.name, parentId);
    const workspace = found ?? addNode(call, template, node, parentId);
    made.push({ workspace, tier: tierOf(template, node), isSkipped: found !== undefined });
    const below = importNodes(call, template, { nodes: node.children ?? [], parentId: workspace.id }, made);
    if (below !== undefined) return below;
  }
  return undefined;
}

function findMistake(template: OrgTemplate, node: OrgNode): string | undefined {
  const { name, role, model, workspace_dir, workspace_access } = node;
  if (model === '' && (template.defaults?.model ?? '') === '')
    return `workspace "${name}" has no model, and neither has the org`;
  if (workspace_dir !== '' && !isAllowedFolder(workspace_dir)) return `workspace ${name}: invalid folder`;
  if (!isAllowedAccess(workspace_access, workspace_dir)) return `workspace ${name}: invalid access`;
  const problem = findProblem({ name, text: role, tier: tierOf(template, node) });
  return problem && `failed to create ${name}: pq: ${problem}`;
}

function tierOf({ defaults }: OrgTemplate, { tier }: OrgNode): number {
  return tier || (defaults?.tier ?? 0) || TIER;
}

/** An external one is online at once, without a token. Neither runtime nor model is looked up. */
function addNode(call: Call, template: OrgTemplate, node: OrgNode, parentId: string | null): Workspace {
  const { name, role, external, url } = node;
  const runtime = [node.runtime, template.defaults?.runtime, DEFAULT_RUNTIME].find((each) => each) ?? '';
  const isOnline = external || runtime === 'mock';
  const workspace = addObserved(call, {
    name,
    role: role === '' ? null : role,
    tier: tierOf(template, node),
    runtime,
    url: external ? url : undefined,
    parentId,
    status: isOnline ? 'online' : 'provisioning',
  });
  if (!isOnline) provision(call, workspace);
  return workspace;
}

/** Removes other workspaces with a name from the template, and returns how many that were, with all below them. */
function removeNamesakes(call: Call, template: OrgTemplate, made: readonly Made[]): number {
  const namesOf = (nodes: readonly OrgNode[]): readonly string[] =>
    nodes.flatMap(({ name, children }) => [name, ...namesOf(children ?? [])]);
  const names = new Set(namesOf(template.workspaces ?? []).filter((name) => name !== ''));
  const kept = new Set(made.map(({ workspace }) => workspace));
  if (kept.size === 0) return 0;
  const others = [...call.tenant.workspaces.values()].filter((each) => names.has(each.name) && !kept.has(each));
  return others.reduce((count, other) => count + 1 + removeObserved(call, other), 0);
}

interface StoredRow {
  readonly name: string;
  readonly text: string;
  readonly tier: number;
}

/** Returns what the database says of a row that it does not take; the answer repeats it. */
function findProblem({ name, text, tier }: StoredRow): string | undefined {
  if (!isStorable(name, text)) return 'invalid byte sequence for encoding "UTF8": 0x00';
  return isSmall(tier) ? undefined : `value "${tier}" is out of range for type integer`;
}

// Bundles

const TAKEN = 'duplicate key value violates unique constraint "workspaces_parent_name_uniq"';

interface Bundle {
  readonly name: string;
  readonly description: string;
  readonly tier: number;
  readonly prompts?: Readonly<Record<string, string>> | null | undefined;
  readonly sub_workspaces?: readonly Bundle[] | null | undefined;
}

const bundle: z.ZodType<Bundle> = z.lazy(() =>
  z.object({
    schema: textMember,
    id: textMember,
    name: textMember,
    description: textMember,
    tier: numberMember,
    model: textMember,
    system_prompt: textMember,
    skills: z.array(z.unknown()).nullish(),
    tools: z.array(z.unknown()).nullish(),
    prompts: z.record(z.string(), z.string()).nullish(),
    sub_workspaces: z.array(bundle).nullish(),
    author: textMember,
    version: textMember,
  }),
);

/** Exports a workspace, even a removed one. It carries the configuration of a template that it need not be made from. */
export function exportBundle(call: Call): ApiAnswer {
  const workspace = findAny(call);
  return workspace === undefined ? refuse(404, 'bundle not found') : answer(200, showBundle(call, workspace));
}

function showBundle(call: Call, workspace: Workspace): JsonObject {
  const files = findFilesFor(call, workspace.name);
  const config = files['config.yaml'];
  return {
    schema: '1.0',
    id: workspace.id,
    name: workspace.name,
    description: workspace.role ?? '',
    tier: workspace.tier,
    model: '',
    system_prompt: files['system-prompt.md'] ?? '',
    skills: [],
    tools: [],
    prompts: config === undefined ? {} : { 'config.yaml': config },
    sub_workspaces: childrenOf(call.tenant, workspace.id).map((child) => showBundle(call, child)),
    agent_card: null,
    author: '',
    version: '1.0.0',
  };
}

/** Imports a bundle. Its workspace is `provisioning` for ever, and what could not be stored is answered with 201 as well. */
export function importBundle(call: Call): ApiAnswer {
  const sent = readBody(call.request.body, bundle);
  if (sent === undefined) return refuse(400, 'invalid bundle');
  if (sent.name.trim() === '') return refuse(400, 'bundle name is required');
  return answer(201, storeBundle(call, sent, null));
}

function storeBundle(call: Call, sent: Bundle, parentId: string | null): JsonValue {
  const { name, description, tier, prompts, sub_workspaces } = sent;
  const isTaken = findByName(call.tenant, name, parentId) !== undefined;
  const problem = findProblem({ name, text: description, tier }) ?? (isTaken ? TAKEN : undefined);
  if (problem !== undefined) {
    // The id names nothing.
    const error = `failed to create workspace record: pq: ${problem}`;
    return { workspace_id: call.world.uuid(), name, status: 'failed', error };
  }
  const { id } = addObserved(call, {
    name,
    role: description === '' ? null : description,
    tier,
    runtime: bundleRuntimeIn(prompts?.['config.yaml']),
    parentId,
    status: 'provisioning',
  });
  const children = (sub_workspaces ?? []).map((child) => storeBundle(call, child, id));
  return {
    workspace_id: id,
    name,
    status: 'provisioning',
    ...(children.length === 0 ? {} : { children }),
  };
}
