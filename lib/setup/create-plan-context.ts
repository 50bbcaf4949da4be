import { accommodateBodies, accommodateBody } from '../cases/accommodations.ts';
import { modify, type Bindings } from '../cases/bind.ts';
import { generateBodies, type ValidBodies } from '../cases/bodies.ts';
import type { Withheld } from '../cases/case.ts';
import type { ConformanceData } from '../cases/operation-data.ts';
import { createEntryLookup } from '../cases/operation-entry.ts';
import type { PlanContext } from '../cases/plan-context.ts';
import { wholeScope, type Scope } from '../cases/scope.ts';
import { decide, decideExposure, type TargetKind } from '../config/safety-policy.ts';
import { defined } from '../core/defined.ts';
import type { Effect, Reach } from '../core/effect.ts';
import { MADE_UP, nameValues, runNamesOf, secretName } from '../core/names.ts';
import type { Inputs } from './read-inputs.ts';

interface PlanContextOptions {
  readonly seed: string;
  readonly profile: string;
  readonly targetKind: TargetKind;
  /** Everything without it. */
  readonly scope?: Scope;
  readonly available: ReadonlySet<string>;
  /** Values of names, as far as there are any yet. */
  readonly known?: Bindings;
  /** Names of things that the configuration gave, and the run did not make. */
  readonly given?: ReadonlySet<string>;
  /** The org under test is one that the run makes, and removes again. */
  readonly isOwnOrg: boolean;
  /** The smoke profile may create what it needs and removes again. */
  readonly mayCreate: boolean;
}

/** Puts together everything a plan is made from: contract, data, generated bodies, and the limits that profile and target set. */
export async function createPlanContext(inputs: Inputs, options: PlanContextOptions): Promise<PlanContext> {
  const { contract, data } = inputs;
  const bodies = new Map<string, ValidBodies>();
  for (const operation of contract.operations) {
    const entry = data.operations[operation.id];
    const generated = await generateBodies(contract, operation, {
      seed: options.seed,
      ...defined({ data: entry?.body }),
    });
    bodies.set(operation.id, accommodateAll(operation.id, generated, data));
  }
  return {
    contract,
    data,
    families: inputs.platform.families,
    scope: options.scope ?? wholeScope(contract),
    bodies,
    ...namesAtHand({ contract, data }, options.available, options.known),
    isOwnOrg: options.isOwnOrg,
    given: options.given ?? new Set(),
    withhold: (effect, reach) => withholdFor(options, effect, reach),
    withholdExposed: (place) => {
      const decision = decideExposure(place, options.targetKind);
      return decision.kind === 'allowed' ? undefined : { gap: 'gap.cell-untested', reason: decision.reason };
    },
    entry: createEntryLookup(data),
  };
}

/** The same context with other names at hand; nothing else in it depends on them. */
export function withNames(context: PlanContext, available: ReadonlySet<string>, known?: Bindings): PlanContext {
  return { ...context, ...namesAtHand(context, available, known) };
}

function namesAtHand(
  { contract, data: { values } }: Pick<PlanContext, 'contract' | 'data'>,
  available: ReadonlySet<string>,
  known: Bindings | undefined,
): Pick<PlanContext, 'available' | 'isSpelledAlike'> {
  return {
    available: new Set([
      ...available,
      ...nameValues(values).map(([name]) => name),
      ...[...MADE_UP.keys()].map(secretName),
      ...runNamesOf(contract.platform),
    ]),
    isSpelledAlike: ({ name, modifier }) => {
      const value = known?.get(name);
      return value !== undefined && modify(modifier, value) === value;
    },
  };
}

/** Puts what the target demands besides into all bodies but the minimal one, which stays as the contract has it. */
function accommodateAll(operationId: string, { minimal, full, base }: ValidBodies, data: ConformanceData): ValidBodies {
  const { accommodations } = data;
  const [preferred] = base === undefined ? [] : accommodateBodies(operationId, [base], accommodations);
  return defined({
    minimal,
    full: full === undefined ? undefined : accommodateBody(operationId, full, accommodations),
    base: preferred,
  });
}

function withholdFor(
  { profile, targetKind, isOwnOrg, mayCreate }: PlanContextOptions,
  effect: Effect,
  reach: Reach,
): Withheld | undefined {
  const decision = decide(effect, reach, targetKind, isOwnOrg);
  if (decision.kind === 'withheld') return { gap: 'gap.operation-untested', reason: decision.reason };
  if (profile === 'smoke' && !mayCreate && effect !== 'reads' && reach !== 'none') {
    return {
      gap: 'gap.operation-untested',
      reason: 'the smoke profile sends only reads and harmless probes, unless --allow-creation says otherwise',
    };
  }
  return undefined;
}
