import { isJsonObject, type JsonValue } from '../../core/json.ts';
import type { Mutant } from '../mutant.ts';
import { withHeaders } from '../service.ts';
import { createSpoilingMutant, withMembers } from './mutant-factories.ts';

const OTHER_ID = '22222222-2222-4222-8222-222222222222';

/** Faults of answers that belong to another request, or to nobody's. */
export const identityFaults: readonly Mutant[] = [
  createSpoilingMutant(
    {
      id: 'diagnoses-another-tenant',
      title: 'The diagnosis of a tenant is the one of another',
      operations: ['adminTenantDiagnostics'],
      expects: ['body.identity'],
    },
    (given) => (given.status === 200 ? withMembers(given, { slug: 'globex' }) : given),
  ),
  createSpoilingMutant(
    {
      id: 'exports-another-org',
      title: 'An export is of another org than the one that was asked for',
      operations: ['exportOrg'],
      expects: ['body.identity'],
    },
    (given) => {
      const organization = isJsonObject(given.body) ? given.body.organization : undefined;
      return isJsonObject(organization)
        ? withMembers(given, { organization: { ...organization, slug: 'globex' } })
        : given;
    },
  ),
  createSpoilingMutant(
    {
      id: 'rehearses-another-org',
      title: 'A dry run echoes another owner than the one that was sent',
      operations: ['adminCreateOrg'],
      expects: ['body.echo'],
    },
    (given) => (given.status === 200 ? withMembers(given, { owner_user_id: 'somebody-else' }) : given),
  ),
  createSpoilingMutant(
    {
      id: 'lists-workspaces-under-another-org',
      title: 'The rows of a list of workspaces say that they are of another org',
      operations: ['adminListOrgWorkspaces'],
      expects: ['body.identity'],
    },
    (given) => {
      const rows: JsonValue = isJsonObject(given.body) ? (given.body.workspaces ?? []) : [];
      if (given.status !== 200 || !Array.isArray(rows)) return given;
      return withMembers(given, {
        workspaces: rows.map((row: JsonValue) => (isJsonObject(row) ? { ...row, org_slug: 'globex' } : row)),
      });
    },
  ),
  createSpoilingMutant(
    {
      id: 'points-to-another-workspace',
      title: 'The address of a new workspace has the id of another',
      operations: ['tenantCreateWorkspace'],
      expects: ['header.location'],
    },
    (given) => (given.status === 201 ? withHeaders(given, { Location: `/workspaces/${OTHER_ID}` }) : given),
  ),
  createSpoilingMutant(
    {
      id: 'provisions-another-runtime',
      title: 'A machine is started with another runtime than the one that was sent',
      operations: ['provisionWorkspace'],
      expects: ['body.echo'],
    },
    (given) => (given.status === 201 ? withMembers(given, { runtime: 'hermes' }) : given),
  ),
];
