import type { CaseFamily } from '../cases/plan-context.ts';
import type { ContractFacts } from '../contract/contract.ts';
import { derivePlatform } from './derived.ts';
import { MOLECULE } from './molecule/molecule.ts';
import type { Platform } from './platform.ts';

/** Every platform of which more is known than its contract. */
const PLATFORMS: readonly Platform[] = [MOLECULE];

/** The families of cases of any of these, each once. */
export const KNOWN_FAMILIES: readonly CaseFamily[] = [...new Set(PLATFORMS.flatMap(({ families }) => families))];

/** Chooses the platform that a contract is about: the one whose callers hold a security scheme of it, else one derived from it. */
export function choosePlatform(contract: ContractFacts): Platform {
  const isAbout = ({ callers }: Platform): boolean =>
    callers.list.some(({ holds }) => holds.some(({ scheme }) => contract.securitySchemes.has(scheme)));
  return PLATFORMS.find(isAbout) ?? derivePlatform(contract);
}
