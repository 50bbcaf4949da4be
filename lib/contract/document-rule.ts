import type { Contract, Pointer } from './contract.ts';
import type { Judge } from './judge.ts';
import type { WalkedNode } from './walk-document.ts';

/** A problem that a rule found; `pointer` is a place in the bundled document. */
export interface RuleProblem {
  readonly level: 'error' | 'warning';
  readonly pointer: Pointer;
  readonly message: string;
}

/** The input of a rule. `nodes` is every object of the document, so that it is walked once for all rules. */
export interface RuleContext {
  readonly contract: Contract;
  readonly judge: Judge;
  readonly nodes: readonly WalkedNode[];
}

/** A requirement that a contract has to meet before a deployment can be judged by it. The id states the requirement. */
export interface DocumentRule {
  readonly id: string;
  readonly clause: string;
  readonly find: (context: RuleContext) => readonly RuleProblem[];
}
