import { createHandlingMutant, withMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const saysOkFalseOnRedeploy: Mutant = createHandlingMutant(
  {
    id: 'says-ok-false-on-redeploy',
    title: 'A redeploy that failed is a 200 with ok: false',
    incident: 'I-14',
    operations: ['adminRedeployTenant'],
    expects: ['success.says-failed'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.status === 200 ? withMembers(given, { ok: false, phase: 'failed', healthz_ok: false }) : given;
  },
);
