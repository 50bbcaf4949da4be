import { z } from 'zod';
import { hashText } from '../../core/hash.ts';
import {
  answer,
  refuse,
  refuseUnauthenticated,
  type Access,
  type ApiAnswer,
  type ApiRequest,
  type Handler,
  type Route,
} from '../http.ts';
import { isUuid, validateBody } from '../validate.ts';
import { findOrgIdOfWorkspace, type ControlPlaneWorld, type Instance, type Org } from '../world.ts';
import { publicIpOf } from './org-record.ts';

const provisionRequest = z.object({
  org_id: z.guid(),
  workspace_id: z.guid(),
  runtime: z.string(),
  tier: z.int().optional(),
  instance_type: z.string().optional(),
  disk_gb: z.int32().optional(),
  platform_url: z.url(),
  env: z.record(z.string(), z.string()).optional(),
  config_files: z.record(z.string(), z.string()).optional(),
  display: z
    .object({
      mode: z.string().optional(),
      width: z.int().optional(),
      height: z.int().optional(),
      protocol: z.string().optional(),
    })
    .optional(),
});

/** The operations of `cp-provision`: what tenant servers ask the control plane for. */
export function createProvisionRoutes(world: ControlPlaneWorld): readonly Route[] {
  const route = (operationId: string, method: string, path: string, handle: Handler): Route => {
    const access: Access = operationId === 'deprovisionWorkspace' ? 'deprovision-pair' : 'provision';
    return { operationId, service: 'cp', method, path: `/api/v1/workspaces/${path}`, access, handle };
  };
  return [
    route('provisionWorkspace', 'POST', 'provision', (request) => provision(world, request)),
    route('deprovisionWorkspace', 'DELETE', '{workspace_id}', (request) => deprovision(world, request)),
    route('getProvisionWorkspaceStatus', 'GET', '{workspace_id}/status', (request) => getStatus(world, request)),
  ];
}

/** Starts a machine, or returns the one the workspace has. A runtime without a pin is refused before the org is looked up. */
function provision(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const wanted = validateBody(request.body, provisionRequest);
  if (!wanted.ok) return wanted.refusal;
  const { org_id, workspace_id, runtime } = wanted.value;
  if (!world.pins.images.some(({ key }) => key === runtime)) return refuse(422, 'RUNTIME_PIN_MISSING');
  const org = world.orgs.get(org_id);
  if (org === undefined) return refuse(400, 'org_id: no such org');
  const ownerId = findOrgIdOfWorkspace(world, workspace_id);
  if (ownerId !== undefined && ownerId !== org.id) return refuse(400, 'workspace_id: belongs to another org');
  const instance = findLiveInstance(world, workspace_id) ?? startInstance(world, org, { workspace_id, runtime });
  return answer(201, {
    instance_id: instance.instanceId,
    public_ip: publicIpOf(instance.instanceId),
    private_ip: privateIpOf(instance),
    state: stateOf(world, instance),
    runtime: instance.runtime,
    domain: new URL(world.tenantUrl(org.slug)).hostname,
  });
}

function startInstance(
  world: ControlPlaneWorld,
  org: Org,
  wanted: { readonly workspace_id: string; readonly runtime: string },
): Instance {
  const instance: Instance = {
    instanceId: `i-${world.uuid().replaceAll('-', '').slice(0, 17)}`,
    workspaceId: wanted.workspace_id,
    orgId: org.id,
    runtime: wanted.runtime,
    createdAtMs: world.nowMs(),
    state: 'pending',
    volumeErased: false,
  };
  world.instances.set(instance.instanceId, instance);
  return instance;
}

/**
 * Terminates the machines of a workspace. The org comes from the admin token alone; `X-Molecule-Org-Id` is not read.
 * Another org's workspace is refused like a wrong credential. Only the literal `prune=true` erases the data volume.
 */
function deprovision(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const workspaceId = request.params.workspace_id ?? '';
  if (!isUuid(workspaceId)) return refuse(400, 'not a workspace id');
  const ownerId = findOrgIdOfWorkspace(world, workspaceId);
  const callerOrgId = request.caller.kind === 'deprovisioner' ? request.caller.orgId : undefined;
  if (ownerId !== undefined && ownerId !== callerOrgId) return refuseUnauthenticated('deprovision-pair');
  const prune = request.query.getAll('prune');
  const erases = prune.length === 1 && prune[0] === 'true';
  for (const instance of world.instances.values()) {
    if (instance.workspaceId !== workspaceId) continue;
    instance.state = 'terminated';
    instance.volumeErased ||= erases;
  }
  return answer(200, { status: 'terminated' });
}

/** Shows the state of a machine. One that is unknown, or not this workspace's, is shown as terminated: no 404 is declared. */
function getStatus(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const workspaceId = request.params.workspace_id ?? '';
  if (!isUuid(workspaceId)) return refuse(400, 'not a workspace id');
  const instanceId = request.query.get('instance_id') ?? '';
  if (instanceId === '') return refuse(400, 'instance_id is required');
  const instance = world.instances.get(instanceId);
  if (instance?.workspaceId !== workspaceId || instance.state === 'terminated') {
    return answer(200, { instance_id: instanceId, state: 'terminated' });
  }
  return answer(200, {
    instance_id: instanceId,
    state: stateOf(world, instance),
    public_ip: publicIpOf(instanceId),
    private_ip: privateIpOf(instance),
  });
}

const BOOT_SECONDS = 120;

/** Returns the state of a machine: pending until it has had the time to boot. */
function stateOf(world: ControlPlaneWorld, instance: Instance): Instance['state'] {
  if (instance.state !== 'pending') return instance.state;
  const elapsedSeconds = ((world.nowMs() - instance.createdAtMs) * world.speed) / 1000;
  return elapsedSeconds < BOOT_SECONDS ? 'pending' : 'running';
}

/** Finds the workspace's machine that has not been terminated. */
function findLiveInstance(world: ControlPlaneWorld, workspaceId: string): Instance | undefined {
  return [...world.instances.values()].find((instance) => {
    return instance.workspaceId === workspaceId && instance.state !== 'terminated';
  });
}

/** Returns the id of the workspace's machine, or one made up from the workspace's id if it runs elsewhere. */
export function instanceIdOf(world: ControlPlaneWorld, workspaceId: string): string {
  return findLiveInstance(world, workspaceId)?.instanceId ?? `i-${hashText(workspaceId).slice(0, 17)}`;
}

function privateIpOf(instance: Instance): string {
  const byte = (from: number) => Number.parseInt(hashText(instance.instanceId).slice(from, from + 2), 16);
  return `10.0.${byte(0)}.${byte(2)}`;
}
