import type { Consequence } from '../../embedded/mutant.ts';
import type { Finding } from '../../findings/finding.ts';
import type { Rule } from '../../findings/rule.ts';

/** A thing that another one refers to. */
export interface Reference {
  readonly id: string;
  readonly title: string;
}

/** A rule, with what reports it and what shows it. */
export interface RuleTopic extends Rule {
  readonly kind: 'rule';
  readonly checks: readonly Reference[];
  /** Faults of the embedded deployment that show it. */
  readonly faults: readonly Reference[];
}

/** A fault of the embedded deployment, and what it is reported as. */
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

/** A check, and the rules that it reports. */
export interface CheckTopic extends Reference {
  readonly kind: 'check';
  readonly clause: string;
  readonly rules: readonly Reference[];
}

/** A tier: what it holds, and how far that gets. */
export interface TierTopic extends Reference {
  readonly kind: 'tier';
  /** What it holds: the security scheme of the contract, and the variable that configures the secret. */
  readonly holds: readonly { readonly scheme: string; readonly variable: string; readonly howToGet: string }[];
  readonly letsIn: readonly string[];
  readonly undecided: readonly string[];
  readonly operations: number;
}

/** An operation as the contract has it. */
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

/** A case of the plan, with all its requests. */
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

/** A family of cases. */
export interface FamilyTopic extends Reference {
  readonly kind: 'family';
  readonly cases: number;
  /** Empty where the variants are too many to be named, as in what is made from the schemas. */
  readonly variants: readonly Reference[];
}

/** A way to be wrong, or a way around. */
export interface VariantTopic extends Reference {
  readonly kind: 'variant';
  readonly family: string;
  readonly expects: string;
  readonly rules: readonly Reference[];
  /** What somebody could do where it gets in, said of one operation. */
  readonly attack?: string;
  readonly operations: readonly string[];
  /** A case of it, and how that is sent by hand. */
  readonly example: { readonly caseId: string; readonly reproduce: string };
}

/** Something in which the platform is known to part from the contract. */
export interface DeviationTopic extends Reference {
  readonly kind: 'deviation';
  readonly tier: string;
  readonly service: string;
  readonly file: string;
}

/** A finding of a run. */
export interface FindingTopic extends Reference {
  readonly kind: 'finding';
  readonly run: string;
  readonly rule: Reference;
  readonly finding: Finding;
  readonly fix: string;
}

/** Whatever `conform explain` can say something about. */
export type Topic =
  | RuleTopic
  | FaultTopic
  | CheckTopic
  | TierTopic
  | OperationTopic
  | CaseTopic
  | FamilyTopic
  | VariantTopic
  | DeviationTopic
  | FindingTopic;
