import { z } from 'zod';
import { answer, refuse, type ApiAnswer } from '../../http.ts';
import type { Tenant, Workspace } from '../../world.ts';
import {
  findAny,
  findLive,
  findPausedAncestor,
  flagMember,
  LOOKUP_FAILED,
  NO_WORKSPACE,
  provision,
  readBody,
  readId,
  textMember,
  withDescendants,
  type Call,
} from './record.ts';
import { isExternalRuntime } from './runtimes.ts';

const restartRequest = z.object({
  template: textMember,
  apply_template: flagMember,
  reset: flagMember,
  rebuild_config: flagMember,
});

/** Restarts a computed workspace, even a removed one; an external one is left alone, and nobody reads the body. */
export function restartWorkspace(call: Call): ApiAnswer {
  const { tenant, request } = call;
  if (readId(request.params.id) === undefined) return LOOKUP_FAILED;
  const workspace = findAny(call);
  if (workspace === undefined) return NO_WORKSPACE;
  const { runtime } = workspace;
  const refusal = refuseBelowPaused(tenant, workspace);
  if (refusal !== undefined) return refusal;
  if (isExternalRuntime(runtime) || runtime === 'mock') {
    return answer(200, {
      message: `a workspace of the runtime ${runtime} is restarted by its operator`,
      runtime,
      status: 'noop',
    });
  }
  const body = request.body.kind === 'absent' ? ({ kind: 'json', value: {} } as const) : request.body;
  const wanted = readBody(body, restartRequest);
  if (wanted === undefined) return refuse(400, 'invalid JSON body');
  workspace.url = null;
  workspace.restarts += 1;
  provision(call, workspace);
  const reset_session = wanted.reset || request.query.get('reset') === 'true';
  return answer(200, { config_dir: 'existing-volume', reset_session, status: 'provisioning' });
}

/** Pauses a workspace and those below it. Their tokens stay good. */
export function pauseWorkspace(call: Call): ApiAnswer {
  const { tenant, request } = call;
  if (readId(request.params.id) === undefined) return LOOKUP_FAILED;
  const workspace = findLive(call);
  if (workspace === undefined || workspace.status === 'paused') {
    return refuse(404, 'workspace not found or already paused');
  }
  const paused = withDescendants(tenant, workspace, ({ status }) => status !== 'paused');
  for (const each of paused) {
    each.status = 'paused';
    each.url = null;
  }
  return answer(200, { paused_count: paused.length, status: 'paused' });
}

/** Resumes a workspace and those below it. Their tokens die. */
export function resumeWorkspace(call: Call): ApiAnswer {
  const { tenant, request } = call;
  if (readId(request.params.id) === undefined) return LOOKUP_FAILED;
  const workspace = findLive(call);
  if (workspace?.status !== 'paused') return refuse(404, 'workspace not found or not paused');
  const refusal = refuseBelowPaused(tenant, workspace);
  if (refusal !== undefined) return refusal;
  const resumed = withDescendants(tenant, workspace, ({ status }) => status === 'paused');
  for (const each of resumed) provision(call, each);
  return answer(200, { resumed_count: resumed.length, status: 'provisioning' });
}

function refuseBelowPaused(tenant: Tenant, workspace: Workspace): ApiAnswer | undefined {
  const paused = findPausedAncestor(tenant, workspace);
  return paused && refuse(409, `parent workspace "${paused.name}" is paused`);
}
