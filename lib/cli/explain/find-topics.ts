import type { Case } from '../../cases/case.ts';
import { FAMILIES } from '../../cases/families/select-families.ts';
import { EVERYTHING } from '../../cases/selection.ts';
import type { RemoteConfig } from '../../config/config.ts';
import { limitsFrom } from '../../config/limits.ts';
import { SECRET_NAMES } from '../../config/variable-kinds.ts';
import { TIERS } from '../../contract/tiers/select-tiers.ts';
import { HarnessError } from '../../core/errors.ts';
import { nearIds } from '../../core/near-ids.ts';
import type { Inputs } from '../../run/load-inputs.ts';
import { foreseeRun } from '../../run/perform-run.ts';
import {
  explainCase,
  explainDeviation,
  explainFamily,
  explainOperation,
  explainTier,
  explainVariant,
  variantsOf,
} from './contract-topics.ts';
import { explainFinding, findKnownTopics, isFingerprint, knownIds } from './known-topics.ts';
import type { Topic } from './topic.ts';

/** Where things are looked for that have no fixed list. */
export interface Places {
  readonly loadInputs: () => Promise<Inputs>;
  /** The file that says what stands beside the contract. */
  readonly data: string;
  /** The folder of reports: fingerprints are those of the last run in it. */
  readonly reports: string;
}

/**
 * What goes by that id: a rule, a check, a fault or an incident, a finding of the last run, a tier, a family, a deviation, an
 * operation of the contract, a case of the plan, a way to be wrong. Throws with the nearest ids where there is none. The
 * contract is read only when it is needed.
 */
export async function findTopics(id: string, { loadInputs, data, reports }: Places): Promise<readonly Topic[]> {
  const known = findKnownTopics(id);
  if (known.length > 0) return known;
  if (isFingerprint(id)) return [explainFinding(id, reports)];
  const inputs = await loadInputs();
  const tier = TIERS.find((candidate) => candidate.id === id);
  if (tier !== undefined) return [explainTier(inputs, tier)];
  const { contract } = inputs;
  const operation =
    contract.operation(id) ?? contract.operations.find(({ method, path }) => `${method} ${path}` === id);
  if (operation !== undefined) return [explainOperation(inputs, operation, await casesOf(inputs, [operation.id]))];
  const isCase = id.includes('/');
  const cases = await casesOf(inputs, isCase ? [id.split('/')[0] ?? ''] : []);
  const testCase = cases.find((candidate) => candidate.id === id);
  if (testCase !== undefined) return [explainCase(contract, testCase)];
  const found = isCase ? [] : findInPlan(id, inputs, cases, data);
  if (found.length > 0) return found;
  throw unknownId(id, [
    ...knownIds(),
    ...TIERS.map((candidate) => candidate.id),
    ...FAMILIES.map((family) => family.id),
    ...Object.keys(inputs.data.deviations),
    ...contract.operations.map((candidate) => candidate.id),
    ...(isCase ? cases.map((candidate) => candidate.id) : variantsOf(cases).map((variant) => variant.id)),
  ]);
}

/** The same word may name a deviation and the variant that meets it. */
function findInPlan(id: string, inputs: Inputs, cases: readonly Case[], data: string): readonly Topic[] {
  const family = FAMILIES.find((candidate) => candidate.id === id);
  if (family !== undefined) return [explainFamily(family, cases)];
  return [explainDeviation(inputs, id, data), explainVariant(id, cases)].filter((topic) => topic !== undefined);
}

function unknownId(id: string, all: readonly string[]): HarnessError {
  return new HarnessError('usage', `nothing goes by the id "${id}"`, [
    `near it: ${nearIds(id, all).join(', ')}`,
    '`conform explain` lists the rules, `conform serve --list-faults` the faults, `conform plan` the cases and operations',
  ]);
}

/** The cases of these operations, of all where none is named. */
async function casesOf(inputs: Inputs, operationIds: readonly string[]): Promise<readonly Case[]> {
  if (operationIds.some((id) => inputs.contract.operation(id) === undefined)) return [];
  const { plan } = await foreseeRun({
    inputs,
    config: ANY_TARGET,
    targetKind: 'embedded',
    profile: 'gate',
    selection: { ...EVERYTHING, only: operationIds },
    seed: '1',
    allowCreation: false,
  });
  return plan.lanes.flatMap((lane) => lane.cases);
}

/** A target with every credential, so that no case is missing. Nothing is ever sent to it. */
const ANY_TARGET: RemoteConfig = {
  target: 'remote',
  kind: 'disposable',
  name: 'embedded',
  cpBaseUrl: 'http://127.0.0.1:1',
  tenantBaseUrl: 'http://{slug}.localhost:1',
  org: { slug: 'acme' },
  otherOrg: { slug: 'globex' },
  secrets: Object.fromEntries(SECRET_NAMES.map((name) => [name, `planned-${name}`])),
  limits: limitsFrom({}, 'embedded'),
};
