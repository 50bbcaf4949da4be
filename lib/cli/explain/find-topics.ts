import type { Case } from '../../cases/case.ts';
import { EVERYTHING } from '../../cases/selection.ts';
import { TIERS } from '../../contract/tiers/select-tiers.ts';
import { HarnessError } from '../../core/errors.ts';
import type { Inputs } from '../../run/load-inputs.ts';
import { foreseeRun } from '../../run/perform-run.ts';
import type { RemoteConfig } from '../../target/config.ts';
import { limitsFrom } from '../../target/limits.ts';
import { SECRET_NAMES } from '../../target/variable-kinds.ts';
import { nearIds } from '../near-ids.ts';
import { explainCase, explainOperation, explainTier } from './contract-topics.ts';
import { findKnownTopics, knownIds } from './known-topics.ts';
import type { Topic } from './topic.ts';

/**
 * What goes by that id: a rule, a check, a fault or an incident, a tier, an operation of the contract, a case of the plan.
 * Throws with the nearest ids where there is none. The contract is read only when it is needed.
 */
export async function findTopics(id: string, loadInputs: () => Promise<Inputs>): Promise<readonly Topic[]> {
  const known = findKnownTopics(id);
  if (known.length > 0) return known;
  const inputs = await loadInputs();
  const tier = TIERS.find((candidate) => candidate.id === id);
  if (tier !== undefined) return [explainTier(inputs, tier)];
  const { contract } = inputs;
  const operation =
    contract.operation(id) ?? contract.operations.find(({ method, path }) => `${method} ${path}` === id);
  if (operation !== undefined) return [explainOperation(inputs, operation, await casesOf(inputs, operation.id))];
  const cases = id.includes('/') ? await casesOf(inputs, id.split('/')[0] ?? '') : [];
  const testCase = cases.find((candidate) => candidate.id === id);
  if (testCase !== undefined) return [explainCase(contract, testCase)];
  const operationIds = contract.operations.map((candidate) => candidate.id);
  throw unknownId(id, [
    ...knownIds(),
    ...TIERS.map((candidate) => candidate.id),
    ...operationIds,
    ...cases.map((candidate) => candidate.id),
  ]);
}

function unknownId(id: string, all: readonly string[]): HarnessError {
  return new HarnessError('usage', `nothing goes by the id "${id}"`, [
    `near it: ${nearIds(id, all).join(', ')}`,
    '`conform explain` lists the rules, `conform serve --list-faults` the faults, `conform plan` the cases and operations',
  ]);
}

async function casesOf(inputs: Inputs, operationId: string): Promise<readonly Case[]> {
  if (inputs.contract.operation(operationId) === undefined) return [];
  const { plan } = await foreseeRun({
    inputs,
    config: ANY_TARGET,
    targetKind: 'embedded',
    profile: 'gate',
    selection: { ...EVERYTHING, only: [operationId] },
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
