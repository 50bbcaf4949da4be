import type { Case } from '../../cases/case.ts';
import { EVERYTHING } from '../../cases/selection.ts';
import type { RemoteConfig } from '../../config/config.ts';
import { limitsFrom } from '../../config/limits.ts';
import { CREDENTIALS } from '../../platform/molecule/credentials.ts';
import { splitCaseId } from '../../core/case-id.ts';
import { HarnessError } from '../../core/errors.ts';
import { nearIds } from '../../core/near-ids.ts';
import type { Inputs } from '../../setup/read-inputs.ts';
import { foreseeRun } from '../../run/foresee-run.ts';
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

/** Sources of the topics that depend on a contract or a run. */
interface TopicSources {
  readonly readInputs: () => Promise<Inputs>;
  /** The name of the conformance data file. */
  readonly data: string;
  /** The folder of reports; fingerprints are looked up in its last run. */
  readonly reports: string;
}

/**
 * Finds the topics with an id: a rule, check, fault or incident, a finding of the last run, a tier, family, deviation,
 * operation, case or variant. Throws a `HarnessError` with the nearest ids if there is none. Reads the contract only if needed.
 */
export async function findTopics(id: string, { readInputs, data, reports }: TopicSources): Promise<readonly Topic[]> {
  const known = findKnownTopics(id);
  if (known.length > 0) return known;
  if (isFingerprint(id)) return [explainFinding(id, reports)];
  const inputs = await readInputs();
  const tier = inputs.platform.callers.find(id);
  if (tier !== undefined) return [explainTier(inputs, tier)];
  const { contract } = inputs;
  const operation =
    contract.operation(id) ?? contract.operations.find(({ method, path }) => `${method} ${path}` === id);
  if (operation !== undefined) return [explainOperation(inputs, operation, await casesOf(inputs, [operation.id]))];
  const isCase = id.includes('/');
  const cases = await casesOf(inputs, isCase ? [splitCaseId(id).operationId] : []);
  const testCase = cases.find((candidate) => candidate.id === id);
  if (testCase !== undefined) return [explainCase(contract, testCase)];
  const found = isCase ? [] : findInPlan(id, inputs, cases, data);
  if (found.length > 0) return found;
  throw unknownId(id, [
    ...knownIds(),
    ...inputs.platform.callers.list.map((candidate) => candidate.id),
    ...inputs.platform.families.map((family) => family.id),
    ...Object.keys(inputs.data.deviations),
    ...contract.operations.map((candidate) => candidate.id),
    ...(isCase ? cases.map((candidate) => candidate.id) : variantsOf(cases).map((variant) => variant.id)),
  ]);
}

/** Finds a family, or a deviation and a variant: these two may share a name. */
function findInPlan(id: string, inputs: Inputs, cases: readonly Case[], data: string): readonly Topic[] {
  const family = inputs.platform.families.find((candidate) => candidate.id === id);
  if (family !== undefined) return [explainFamily(family, cases)];
  return [explainDeviation(inputs, id, data), explainVariant(id, cases)].filter((topic) => topic !== undefined);
}

function unknownId(id: string, all: readonly string[]): HarnessError {
  return new HarnessError('usage', `nothing goes by the id "${id}"`, [
    `near it: ${nearIds(id, all).join(', ')}`,
    '`conform explain` lists the rules, `conform serve --list-faults` the faults, `conform plan` the cases and operations',
  ]);
}

/** Plans the cases of these operations, or of all if none is named. */
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
  return plan.sequences.flatMap((sequence) => sequence.cases);
}

/** A target with every credential, so that the plan leaves no case out. Nothing is sent to it. */
const ANY_TARGET: RemoteConfig = {
  target: 'remote',
  kind: 'disposable',
  name: 'embedded',
  cpBaseUrl: 'http://127.0.0.1:1',
  tenantBaseUrl: 'http://{slug}.localhost:1',
  org: { slug: 'acme' },
  otherOrg: { slug: 'globex' },
  secrets: Object.fromEntries(CREDENTIALS.map(({ name }) => [name, `planned-${name}`])),
  limits: limitsFrom({}, 'embedded'),
};
