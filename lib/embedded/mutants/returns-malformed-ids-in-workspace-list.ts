import { isJsonObject, type JsonValue } from '../../core/json.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

function spoilId(row: JsonValue): JsonValue {
  return isJsonObject(row) && typeof row.id === 'string' ? { ...row, id: `ws-${row.id.slice(0, 8)}` } : row;
}

export const returnsMalformedIdsInWorkspaceList: Mutant = createHandlingMutant(
  {
    id: 'returns-malformed-ids-in-workspace-list',
    title: 'Rows of the list of workspaces have ids that are no UUIDs',
    operations: ['tenantListWorkspaces'],
    // The second validator looks at no formats, and so disagrees.
    expects: ['body.format', 'gap.second-opinion'],
  },
  async (request, next) => {
    const given = await next(request);
    return Array.isArray(given.body) ? { ...given, body: given.body.map(spoilId) } : given;
  },
);
