import { hashText } from '../../core/hash.ts';
import type { Instance } from '../world.ts';
import type { ControlPlaneWorld } from './control-plane-world.ts';

const BOOT_SECONDS = 120;

/** A machine is pending until it has had the time to boot. */
export function stateOf(world: ControlPlaneWorld, instance: Instance): Instance['state'] {
  if (instance.state !== 'pending') return instance.state;
  const elapsedSeconds = ((world.nowMs() - instance.createdAtMs) * world.speed) / 1000;
  return elapsedSeconds < BOOT_SECONDS ? 'pending' : 'running';
}

/** The machine of a workspace that has not been terminated. */
export function findLiveInstance(world: ControlPlaneWorld, workspaceId: string): Instance | undefined {
  return [...world.instances.values()].find((instance) => {
    return instance.workspaceId === workspaceId && instance.state !== 'terminated';
  });
}

/** The id of the workspace's machine; one that runs elsewhere has an id that is made up from its own. */
export function instanceIdOf(world: ControlPlaneWorld, workspaceId: string): string {
  return findLiveInstance(world, workspaceId)?.instanceId ?? `i-${hashText(workspaceId).slice(0, 17)}`;
}

export function privateIpOf(instance: Instance): string {
  const byte = (from: number) => Number.parseInt(hashText(instance.instanceId).slice(from, from + 2), 16);
  return `10.0.${byte(0)}.${byte(2)}`;
}
