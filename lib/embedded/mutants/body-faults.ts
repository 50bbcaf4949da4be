import { isJsonObject, type JsonValue } from '../../core/json.ts';
import type { Mutant } from '../mutant.ts';
import { createSpoilingMutant, withMembers } from './mutant-factories.ts';

/** Faults of the bodies of successful answers: members that are missing, undeclared, or of a wrong type or value. */
export const bodyFaults: readonly Mutant[] = [
  createSpoilingMutant(
    {
      id: 'changes-org-before-it-is-made',
      title: 'An org was changed years before it was made',
      operations: ['getOrg'],
      expects: ['state.time-order'],
    },
    (given) => (given.status === 200 ? withMembers(given, { updated_at: '2019-01-01T00:00:00Z' }) : given),
  ),
  createSpoilingMutant(
    {
      id: 'changes-secrets-before-they-are-made',
      title: 'The times of the secrets in a list are the wrong way round',
      operations: ['tenantListGlobalSecrets'],
      expects: ['state.time-order'],
    },
    (given) =>
      Array.isArray(given.body)
        ? {
            ...given,
            body: given.body.map((row: JsonValue) =>
              isJsonObject(row) ? { ...row, updated_at: '2019-01-01T00:00:00Z' } : row,
            ),
          }
        : given,
  ),
  createSpoilingMutant(
    {
      id: 'leaves-more-than-the-limit',
      title: 'After a change of the budget more remains of it than it allows',
      operations: ['tenantPatchBudget'],
      expects: ['state.sums'],
    },
    (given) => {
      const periods = isJsonObject(given.body) ? given.body.periods : undefined;
      const monthly = isJsonObject(periods) ? periods.monthly : undefined;
      const isLimited = isJsonObject(monthly) && typeof monthly.remaining === 'number';
      if (given.status !== 200 || !isJsonObject(periods) || !isLimited) return given;
      return withMembers(given, { periods: { ...periods, monthly: { ...monthly, remaining: 999_999 } } });
    },
  ),
  createSpoilingMutant(
    {
      id: 'overdraws-its-cap',
      title: 'An org has used more credits than its cap, and goes on',
      operations: ['getOrg'],
      expects: ['state.over-limit'],
    },
    (given) => (given.status === 200 ? withMembers(given, { overage_used_credits: 900 }) : given),
  ),
  createSpoilingMutant(
    {
      id: 'forgets-when-org-was-made',
      title: 'An org does not say when it was made, which the contract allows',
      operations: ['getOrg'],
      expects: ['expectation.required'],
    },
    (given) => {
      if (!isJsonObject(given.body)) return given;
      const { created_at: _, ...body } = given.body;
      return { ...given, body };
    },
  ),
  createSpoilingMutant(
    {
      id: 'forgets-role-of-workspaces',
      title: 'No workspace is answered with the role that it was made with',
      operations: ['tenantCreateWorkspace', 'tenantGetWorkspace', 'tenantListWorkspaces'],
      expects: ['body.optional-never-seen'],
    },
    (given) =>
      given.status < 300 && given.body !== undefined ? { ...given, body: without(given.body, 'role') } : given,
  ),
  createSpoilingMutant(
    {
      id: 'keeps-quiet-about-address',
      title: 'Provisioning never says where the org can be reached',
      operations: ['getProvisionStatus'],
      expects: ['body.optional-never-seen'],
    },
    (given) =>
      given.status === 200 && given.body !== undefined ? { ...given, body: without(given.body, 'url') } : given,
  ),
  createSpoilingMutant(
    {
      id: 'names-region-of-org',
      title: 'An org comes with a region that nobody declared',
      operations: ['getOrg'],
      expects: ['body.undeclared'],
    },
    (given) => (given.status === 200 ? withMembers(given, { region: 'eu-central-1' }) : given),
  ),
  createSpoilingMutant(
    {
      id: 'overstates-progress',
      title: 'Provisioning has made more than all of its progress',
      operations: ['getProvisionStatus'],
      expects: ['body.range'],
    },
    (given) => (given.status === 200 ? withMembers(given, { progress: 250 }) : given),
  ),
  createSpoilingMutant(
    {
      id: 'renames-billing-mode',
      title: 'The billing mode that is read has another name than the one that is set',
      operations: ['tenantGetBillingMode', 'tenantPutBillingMode'],
      expects: ['body.renamed'],
    },
    (given) => (given.body === undefined ? given : { ...given, body: rename(given.body, 'mode', 'resolved_mode') }),
  ),
  createSpoilingMutant(
    {
      id: 'renames-slug-of-org',
      title: 'An org that is read says org_slug instead of slug',
      operations: ['getOrg'],
      expects: ['body.renamed'],
    },
    (given) => (given.body === undefined ? given : { ...given, body: rename(given.body, 'slug', 'org_slug') }),
  ),
  createSpoilingMutant(
    {
      id: 'renames-status-in-org-rows',
      title: 'Rows of the list of orgs say state instead of status',
      incident: 'I-11',
      operations: ['adminListOrgs'],
      expects: ['body.renamed'],
    },
    (given) => (Array.isArray(given.body) ? { ...given, body: given.body.map(renameStatus) } : given),
  ),
  createSpoilingMutant(
    {
      id: 'reports-undeclared-stage',
      title: 'Provisioning goes through a stage that is not declared',
      incident: 'I-26',
      operations: ['getProvisionStatus'],
      expects: ['body.enum'],
    },
    (given) => {
      const isUnderWay = isJsonObject(given.body) && given.body.status === 'provisioning';
      return isUnderWay ? withMembers(given, { stage: 'verifying' }) : given;
    },
  ),
  createSpoilingMutant(
    {
      id: 'returns-malformed-ids-in-workspace-list',
      title: 'Rows of the list of workspaces have ids that are no UUIDs',
      operations: ['tenantListWorkspaces'],
      expects: ['body.format'],
    },
    (given) => (Array.isArray(given.body) ? { ...given, body: given.body.map(spoilId) } : given),
  ),
  createSpoilingMutant(
    {
      id: 'returns-null-name',
      title: 'The name of a workspace is null',
      operations: ['tenantGetWorkspace'],
      expects: ['body.null'],
    },
    (given) => (given.status === 200 ? withMembers(given, { name: null }) : given),
  ),
  createSpoilingMutant(
    {
      id: 'returns-password-hash-in-workspace',
      title: 'A workspace comes with a password hash that nobody declared',
      operations: ['tenantGetWorkspace'],
      expects: ['body.undeclared-sensitive'],
      attack: 'Anybody who knows an id can start guessing the password.',
    },
    (given) => {
      const hash = '$2b$12$GhvMmNVjRW29ulnudl.LbuAnUtN/LRfe1JsBm1Xu6LE3059z5Tr8m';
      return given.status === 200 ? withMembers(given, { password_hash: hash }) : given;
    },
  ),
  createSpoilingMutant(
    {
      id: 'returns-spend-as-text',
      title: 'What a workspace has spent this month is a text',
      operations: ['tenantGetBudget'],
      expects: ['body.type'],
    },
    (given) => (given.status === 200 ? withMembers(given, { monthly_spend: 'none' }) : given),
  ),
  createSpoilingMutant(
    {
      id: 'returns-tier-as-text',
      title: 'The tier of a workspace is a text',
      operations: ['tenantGetWorkspace'],
      expects: ['body.type'],
    },
    (given) => (given.status === 200 ? withMembers(given, { tier: 'two' }) : given),
  ),
  createSpoilingMutant(
    {
      id: 'returns-unknown-billing-mode',
      title: 'A billing mode stands outside its enum',
      operations: ['tenantGetBillingMode'],
      expects: ['body.enum'],
    },
    (given) => (given.status === 200 ? withMembers(given, { mode: 'trial' }) : given),
  ),
  {
    id: 'wraps-first-image-list',
    title: 'The first list of runtime images is wrapped in an object, every later one is as it should be',
    operations: ['adminListRuntimeImage'],
    expects: ['ops.flaky'],
    apply: ({ wrapHandler }) => {
      let isFirst = true;
      wrapHandler((next, route) => {
        if (route.operationId !== 'adminListRuntimeImage') return next;
        return async (request) => {
          const given = await next(request);
          if (!isFirst) return given;
          isFirst = false;
          return { ...given, body: { images: given.body ?? [] } };
        };
      });
    },
  },
  createSpoilingMutant(
    {
      id: 'wraps-org-list',
      title: 'The list of orgs comes wrapped in an object',
      incident: 'I-12',
      operations: ['listOrgs'],
      expects: ['body.type'],
    },
    (given) => (given.body === undefined ? given : { ...given, body: { orgs: given.body } }),
  ),
];

function renameStatus(row: JsonValue): JsonValue {
  return rename(row, 'status', 'state');
}

function rename(value: JsonValue, from: string, to: string): JsonValue {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name === from ? to : name, member ?? null]));
}

function without(value: JsonValue, name: string): JsonValue {
  if (Array.isArray(value)) return value.map((item) => without(item as JsonValue, name));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([known, member]) => (known === name ? [] : [[known, member ?? null]])),
  );
}

function spoilId(row: JsonValue): JsonValue {
  return isJsonObject(row) && typeof row.id === 'string' ? { ...row, id: `ws-${row.id.slice(0, 8)}` } : row;
}
