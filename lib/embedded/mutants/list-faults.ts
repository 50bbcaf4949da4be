import { isJsonObject, type JsonValue } from '../../core/json.ts';
import type { Mutant } from '../mutant.ts';
import { createSpoilingMutant, withMembers } from './mutant-factories.ts';

/** Faults of lists as a whole: rows that are there twice or are none, and counts of something else. */
export const listFaults: readonly Mutant[] = [
  createSpoilingMutant(
    {
      id: 'counts-org-keys-beyond-the-list',
      title: 'The count of org keys is one more than there are',
      operations: ['tenantListOrgTokens'],
      expects: ['page.total-differs'],
    },
    (given) => {
      const count = isJsonObject(given.body) ? given.body.count : undefined;
      return typeof count === 'number' ? withMembers(given, { count: count + 1 }) : given;
    },
  ),
  createSpoilingMutant(
    {
      id: 'lists-orgs-twice',
      title: 'The last org of the operator stands in the list twice',
      operations: ['adminListOrgs'],
      expects: ['list.repeated'],
    },
    (given) => withRows(given.body, (rows) => [...rows, ...rows.slice(-1)], given),
  ),
  createSpoilingMutant(
    {
      id: 'lists-pins-twice',
      title: 'A pin without an id stands in the list twice',
      operations: ['adminListRuntimeImage'],
      expects: ['list.repeated'],
    },
    (given) => withRows(given.body, (rows) => [...rows, ...rows.slice(0, 1)], given),
  ),
  createSpoilingMutant(
    {
      id: 'lists-error-among-templates',
      title: 'A template that could not be read is an error among the others',
      operations: ['tenantListTemplates'],
      expects: ['list.odd-row'],
    },
    (given) => withRows(given.body, (rows) => [...rows, { error: 'cannot read template' }], given),
  ),
  createSpoilingMutant(
    {
      id: 'lists-nothing-among-workspaces',
      title: 'A workspace that is gone leaves null in the list',
      operations: ['adminListOrgWorkspaces'],
      expects: ['list.odd-row'],
    },
    (given) => {
      const rows = isJsonObject(given.body) ? given.body.workspaces : undefined;
      if (!Array.isArray(rows)) return given;
      return withMembers(given, { workspaces: [...(rows as readonly JsonValue[]), null], count: rows.length + 1 });
    },
  ),
];

function withRows<T extends object>(
  body: JsonValue | undefined,
  change: (rows: readonly JsonValue[]) => readonly JsonValue[],
  given: T,
): T {
  return Array.isArray(body) ? { ...given, body: change(body as readonly JsonValue[]) } : given;
}
