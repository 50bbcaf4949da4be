import { MOLECULE } from '../../lib/platform/molecule/molecule.ts';
import { wholeScope } from '../../lib/cases/scope.ts';
import { defined } from '../../lib/core/defined.ts';
import type { Contract } from '../../lib/contract/contract.ts';
import { readDocument, smallDocument } from './test-contract.ts';
import { generateBodies } from '../../lib/cases/bodies.ts';
import type { Case } from '../../lib/cases/case.ts';
import { conformanceDataSchema, NO_DATA, type ConformanceData } from '../../lib/cases/operation-data.ts';
import type { PlanContext } from '../../lib/cases/plan-context.ts';
import { createPlan } from '../../lib/cases/plan.ts';
import { EVERYTHING } from '../../lib/cases/selection.ts';
import { createEntryLookup } from '../../lib/cases/operation-entry.ts';

const SECRETS = [
  'cpAdminBearer',
  'garbage',
  'expiredToken',
  'memberSession',
  'orgApiKey',
  'otherOrgApiKey',
  'otherWorkspaceToken',
  'ownerSession',
  'provisionSecret',
  'strangerSession',
  'tenantAdminToken',
  'workspaceToken',
];

/** For tests: everything that can be derived is at hand. */
const AVAILABLE = [
  ...SECRETS.map((name) => `secret.${name}`),
  ...['org', 'otherOrg'].flatMap((org) => [`${org}.slug`, `${org}.id`]),
  ...['workspace', 'otherWorkspace', 'otherOrgWorkspace'].map((workspace) => `${workspace}.id`),
  ...['origin.cp', 'origin.tenant'],
];

/** For tests: data beside a contract, with members put in place of none. */
export function smallData(members: object = {}): ConformanceData {
  return conformanceDataSchema.parse({ ...NO_DATA, ...members });
}

/** For tests: what a plan is made from, where the target keeps nothing from being sent. */
async function contextOf(contract: Contract, data = smallData()): Promise<PlanContext> {
  const bodies = await Promise.all(
    contract.operations.map(async (operation) => {
      const body = data.operations[operation.id]?.body;
      const options = { seed: '1', ...defined({ data: body }) };
      return [operation.id, await generateBodies(contract, operation, options)] as const;
    }),
  );
  return {
    contract,
    data,
    scope: wholeScope(contract),
    families: MOLECULE.families,
    bodies: new Map(bodies),
    available: new Set(AVAILABLE),
    isOwnOrg: false,
    given: new Set(),
    withhold: () => undefined,
    withholdExposed: () => undefined,
    isSpelledAlike: () => false,
    entry: createEntryLookup(data),
  };
}

/** For tests: every case for a document that is given by members of it. */
export async function casesOf(
  members: object,
  data = smallData(),
  change: Partial<PlanContext> = {},
): Promise<readonly Case[]> {
  const context = await contextOf(await readDocument(smallDocument(members)), data);
  return createPlan({ ...context, ...change }, EVERYTHING).sequences.flatMap((sequence) => sequence.cases);
}
