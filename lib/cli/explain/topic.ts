import type { Consequence } from '../../embedded/mutant.ts';
import type { Finding } from '../../findings/finding.ts';
import type { Rule } from '../../rules/rules.ts';

/** An id with its title. */
export interface Reference {
  readonly id: string;
  readonly title: string;
}

/** A rule, with the checks that report it and the faults that show it. */
export interface RuleTopic extends Pick<
  Rule,
  'id' | 'title' | 'severity' | 'why' | 'clause' | 'example' | 'fix' | 'unreported'
> {
  readonly kind: 'rule';
  readonly checks: readonly Reference[];
  /** Faults of the embedded deployment that show it. */
  readonly faults: readonly Reference[];
}

/** A fault of the embedded deployment, and the rules that it is reported as. */
export interface FaultTopic extends Reference {
  readonly kind: 'fault';
  readonly incident?: string;
  readonly operations: readonly string[];
  readonly expects: readonly Reference[];
  /** Other findings that the fault causes, and places where one of its rules does not report it. */
  readonly also: readonly Consequence[];
  readonly unseen: readonly Consequence[];
  readonly callers: readonly string[];
  readonly attack?: string;
  /** Why a plain run does not show it. */
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

/** A tier: its credentials, and the operations that let it in. */
export interface TierTopic extends Reference {
  readonly kind: 'tier';
  /** Its credentials: the security scheme of the contract, and the variable that configures the secret. */
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
  /** One line for each alternative of the contract; empty if everybody may call it. */
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
  /** Empty if there are too many to name them, as in the family that is generated from the schemas. */
  readonly variants: readonly Reference[];
}

/** A variant of a family: one way for a request to be wrong, or to get around a check. */
export interface VariantTopic extends Reference {
  readonly kind: 'variant';
  readonly family: string;
  readonly expects: string;
  readonly rules: readonly Reference[];
  /** The harm if it is let in, on one operation. */
  readonly attack?: string;
  readonly operations: readonly string[];
  /** One of its cases, and the command that sends it by hand. */
  readonly example: { readonly caseId: string; readonly reproduce: string };
}

/** A known deviation of the platform from the contract. */
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

/** Everything that `conform explain` can explain. */
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
