import { isJsonObject, type JsonValue } from '../../core/json.ts';
import { answer, type ApiAnswer, refuse } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import { createFinishingMutant, createSpoilingMutant, withMembers, withoutHeader } from './mutant-factories.ts';

/** Faults of successful answers as a whole: their status, media type and headers, and success that says it failed. */
export const answerFaults: readonly Mutant[] = [
  createSpoilingMutant(
    {
      id: 'answers-export-with-empty-object',
      title: 'An export is a 200 with an empty object',
      incident: 'I-13',
      operations: ['exportOrg'],
      expects: ['success.vacuous'],
    },
    (given) => (given.status === 200 ? answer(200, {}) : given),
  ),
  createSpoilingMutant(
    {
      id: 'answers-get-org-with-nothing',
      title: 'An org is answered with an empty 200',
      incident: 'I-13',
      operations: ['getOrg'],
      expects: ['media.body-missing'],
    },
    (given) => (given.status === 200 ? answer(200) : given),
  ),
  createFinishingMutant(
    {
      id: 'answers-with-wrong-content-type',
      title: 'JSON is sent as text/html',
      operations: ['adminListThinAmi'],
      expects: ['media.undocumented'],
    },
    (given) => {
      const headers = { ...given.headers, 'Content-Type': 'text/html; charset=utf-8' };
      return given.status === 200 ? { ...given, headers } : given;
    },
  ),
  createSpoilingMutant(
    {
      id: 'answers-workspace-delete-with-202',
      title: 'The deletion of a workspace is answered with 202',
      incident: 'I-17',
      operations: ['tenantDeleteWorkspace'],
      expects: ['status.undocumented'],
    },
    (given) => (given.status === 200 ? { ...given, status: 202 } : given),
  ),
  createSpoilingMutant(
    {
      id: 'crashes-on-restart',
      title: 'The restart of a workspace ends in a 500',
      operations: ['tenantRestartWorkspace'],
      expects: ['status.server-error'],
    },
    (given) => (given.status === 200 ? refuse(500, 'internal error') : given),
  ),
  createFinishingMutant(
    {
      id: 'omits-no-store',
      title: 'Answers with a minted secret may be kept by caches',
      operations: ['adminGetTenantToken', 'tenantCreateOrgToken'],
      expects: ['header.cache-control'],
      attack: 'A proxy or a browser keeps the key for whoever asks next.',
    },
    (given) => withoutHeader(given, 'Cache-Control'),
  ),
  createFinishingMutant(
    {
      id: 'omits-nosniff',
      title: 'Answers may be taken for another media type',
      operations: ['getOrg', 'tenantListTemplates'],
      expects: ['header.security'],
      attack: 'A browser runs as a page what was sent as data.',
    },
    (given) => withoutHeader(given, 'X-Content-Type-Options'),
  ),
  createSpoilingMutant(
    {
      id: 'says-failed-on-created-org',
      title: 'A 201 says that the new org has failed',
      incident: 'I-15',
      operations: ['createOrg', 'adminCreateOrg'],
      expects: ['success.says-failed'],
    },
    (given) => (given.status === 201 ? withMembers(given, { status: 'failed' }) : given),
  ),
  createSpoilingMutant(
    {
      id: 'says-failed-on-created-workspace',
      title: 'A 201 says that the new workspace has failed',
      incident: 'I-15',
      operations: ['tenantCreateWorkspace', 'tenantImportBundle'],
      expects: ['success.says-failed'],
    },
    (given) => (given.status === 201 ? withMembers(given, { status: 'failed' }) : given),
  ),
  createSpoilingMutant(
    {
      id: 'says-ok-false-on-redeploy',
      title: 'A redeploy that failed is a 200 with ok: false',
      incident: 'I-14',
      operations: ['adminRedeployTenant'],
      expects: ['success.says-failed'],
    },
    (given) => (given.status === 200 ? withMembers(given, { ok: false, phase: 'failed', healthz_ok: false }) : given),
  ),
  createFinishingMutant(
    {
      id: 'truncates-org-list-json',
      title: 'The list of orgs is JSON that stops in the middle',
      operations: ['listOrgs'],
      expects: ['media.unparseable'],
    },
    (given) => {
      if (given.status !== 200) return given;
      const text = JSON.stringify(given.body);
      const headers = { ...given.headers, 'Content-Type': 'application/json; charset=utf-8' };
      return { ...given, headers, text: text.slice(0, Math.floor(text.length / 2)) };
    },
  ),
  createFinishingMutant(
    {
      id: 'repeats-status-of-workspace',
      title: 'A workspace has its status twice, with two values',
      operations: ['tenantGetWorkspace'],
      expects: ['body.duplicate-member'],
    },
    (given) => (given.status === 200 ? repeatMember(given, 'status', 'failed') : given),
  ),
  createFinishingMutant(
    {
      id: 'repeats-slug-of-org',
      title: 'An org has its slug twice, with one value',
      operations: ['getOrg'],
      expects: ['body.duplicate-member'],
    },
    (given) => (given.status === 200 ? repeatMember(given, 'slug') : given),
  ),
  createFinishingMutant(
    {
      id: 'repeats-error-of-refusal',
      title: 'A refusal of the list of orgs has two errors',
      operations: ['listOrgs'],
      expects: ['body.duplicate-member'],
    },
    (given) => (given.status === 401 ? repeatMember(given, 'error', 'no session') : given),
  ),
];

/** Writes a member before the one of the same name, by default with the same value: `{"slug":"a",…,"slug":"a"}`. */
function repeatMember(given: ApiAnswer, name: string, first?: JsonValue): ApiAnswer {
  if (!isJsonObject(given.body)) return given;
  const member = JSON.stringify({ [name]: first ?? given.body[name] ?? null }).slice(1, -1);
  const headers = { ...given.headers, 'Content-Type': 'application/json; charset=utf-8' };
  return { ...given, headers, text: `{${member},${JSON.stringify(given.body).slice(1)}` };
}
