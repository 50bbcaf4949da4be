import type { Rule } from '../../findings/rule.ts';
import type { Consequence } from '../../reference/mutant.ts';

/** A thing that another one refers to. */
export interface Reference {
  readonly id: string;
  readonly title: string;
}

export interface RuleTopic extends Rule {
  readonly kind: 'rule';
  readonly checks: readonly Reference[];
  /** Faults of the embedded deployment that show it. */
  readonly faults: readonly Reference[];
}

export interface FaultTopic extends Reference {
  readonly kind: 'fault';
  readonly incident?: string;
  readonly operations: readonly string[];
  readonly expects: readonly Reference[];
  /** Findings that follow besides, and where one of the rules does not report it. */
  readonly also: readonly Consequence[];
  readonly unseen: readonly Consequence[];
  readonly callers: readonly string[];
  readonly attack?: string;
  /** Why a plain run says nothing of it. */
  readonly silent?: string;
  /** Commands that show it. */
  readonly seenBy: readonly string[];
}

export interface CheckTopic extends Reference {
  readonly kind: 'check';
  readonly clause: string;
  readonly rules: readonly Reference[];
}

export interface TierTopic extends Reference {
  readonly kind: 'tier';
  /** What it holds: the security scheme of the contract, and the variable that configures the secret. */
  readonly holds: readonly { readonly scheme: string; readonly variable: string; readonly howToGet: string }[];
  readonly letsIn: readonly string[];
  readonly undecided: readonly string[];
  readonly operations: number;
}

export interface OperationTopic extends Reference {
  readonly kind: 'operation';
  readonly request: string;
  readonly service: string;
  readonly tag: string;
  readonly deprecated: boolean;
  readonly position: string;
  /** One line for each alternative of the contract; empty where everybody may call it. */
  readonly credentials: readonly string[];
  readonly letsIn: readonly string[];
  readonly undecided: readonly string[];
  readonly statuses: readonly string[];
  readonly effect: string;
  readonly cases: readonly string[];
}

export interface CaseTopic extends Reference {
  readonly kind: 'case';
  readonly operationId: string;
  readonly tier: string;
  readonly effect: string;
  readonly reach: string;
  readonly position: string;
  readonly steps: readonly {
    readonly purpose: string;
    readonly title: string;
    readonly request: string;
    readonly expects: string;
  }[];
  readonly rule?: Reference;
  readonly withheld?: string;
  readonly reproduce: string;
}

/** Whatever `conform explain` can say something about. */
export type Topic = RuleTopic | FaultTopic | CheckTopic | TierTopic | OperationTopic | CaseTopic;
