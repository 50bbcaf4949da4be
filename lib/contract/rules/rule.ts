import type { Contract, Pointer } from '../contract.ts';
import type { Judge } from '../judge.ts';
import { walkDocument, type WalkedNode } from '../walk-document.ts';

/** What a rule found: `pointer` is a place in the bundled document. */
export interface RuleProblem {
  readonly level: 'error' | 'warning';
  readonly pointer: Pointer;
  readonly message: string;
}

/** What a rule may look at. `nodes` is every object of the document, so that it is walked once for all rules. */
export interface RuleContext {
  readonly contract: Contract;
  readonly judge: Judge;
  readonly nodes: readonly WalkedNode[];
}

/** One thing that a contract has to satisfy before a deployment can be held against it. The id says what holds. */
export interface DocumentRule {
  readonly id: string;
  readonly clause: string;
  readonly find: (context: RuleContext) => readonly RuleProblem[];
}

/** What all rules look at, walked once. */
export function createRuleContext(contract: Contract, judge: Judge): RuleContext {
  return { contract, judge, nodes: [...walkDocument(contract.document)] };
}
