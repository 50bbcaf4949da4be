import { isJsonObject, type JsonValue } from '../../core/json.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

function renameStatus(row: JsonValue): JsonValue {
  if (!isJsonObject(row)) return row;
  const { status, ...rest } = row;
  return { ...rest, state: status };
}

export const renamesStatusInOrgRows: Mutant = createHandlingMutant(
  {
    id: 'renames-status-in-org-rows',
    title: 'Rows of the list of orgs say state instead of status',
    incident: 'I-11',
    operations: ['adminListOrgs'],
    expects: ['body.required', 'body.undeclared'],
  },
  async (request, next) => {
    const given = await next(request);
    return Array.isArray(given.body) ? { ...given, body: given.body.map(renameStatus) } : given;
  },
);
