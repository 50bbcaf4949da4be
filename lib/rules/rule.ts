import type { Severity } from '../core/severity.ts';

/** The side that has to change: the service, the contract, or one of the two, which people have to decide. */
export type Responsible = 'service' | 'contract' | 'either';

/** The words for who has to change. */
export const RESPONSIBLE_TITLES: Readonly<Record<Responsible, string>> = {
  service: 'the service',
  contract: 'the contract',
  either: 'the service or the contract: somebody has to decide',
};

/** A kind of drift that findings carry, people filter by and `conform explain` explains. Ids are never reused. */
export interface RuleFacts<Id extends string = string, Other extends string = string> extends SharedFacts {
  readonly id: Id;
  readonly title: string;
  /** Its cost to somebody who uses the API. */
  readonly why: string;
  /** The clause that it rests on: of OpenAPI 3.1, an RFC, a rule of the platform. */
  readonly clause: string;
  readonly example: string;
  /** The change that would put it right. */
  readonly fix: string;
  /** Why nothing reports it, for a rule whose place in the catalogue is kept. */
  readonly unreported?: string;
  /** Rules that only follow from this one: left out where both are found on one answer. `body.*` is an area, `*` all. */
  readonly silences?: readonly Other[];
  /** Rules that say less of the same member: left out where this one is found at the same place. */
  readonly silencesAtSamePlace?: readonly Other[];
  /** Reported whatever else is found on the same answer. */
  readonly isNeverSilenced?: true;
  /**
   * Its meaning for access and for the run: `caller`, that somebody gets in who should not; `cell`, that a cell of the access matrix drifts
   * whoever calls; `absence`, that the operation is not there, so that no cell of it can be told; `routing`, that a request was
   * turned away for its routing before the one that the answers of its case are to; `run`, how the run went and not what the
   * deployment is like.
   */
  readonly about?: 'caller' | 'cell' | 'absence' | 'routing' | 'run';
  /** It is about an effect, and makes sense only after such an answer to the request: nothing was created where a success speaks of an error. */
  readonly supposes?: 'success' | 'refusal';
  /** A gap that says that no answer came. */
  readonly isUnanswered?: true;
}

/** Facts that rules of one area mostly share. */
interface SharedFacts {
  /** All members of one schema are one finding: what it has too many of, or lacks, is decided in one place. */
  readonly ofSchema?: 'undeclared' | 'missing';
  /** Callers who get in amiss are one finding where they hold credentials of a kind, or whoever they are. */
  readonly mergesCallers?: 'of-a-kind' | 'all';
  /** Gaps have none: they are not drift. */
  readonly severity?: Severity;
  /** Parts of an answer that have to be recorded for it to be judged; the status always is. */
  readonly needs?: readonly ('body' | 'headers')[];
  /**
   * A first answer to "whose is it?". Where access, secrets, guards and effects are concerned the contract is what was
   * promised, and the service has to follow it; where a shape differs, the contract may as well be behind.
   */
  readonly responsible?: Responsible;
  /** It says that a rightful caller is refused, which a credential that died on the way explains as well. */
  readonly locksOut?: true;
  /** Somebody could do harm with what it finds: scored as a weakness by the tools that read SARIF. */
  readonly isSecurity?: true;
  /** The part of the contract whose edit could make its findings go: it is about shape, and the contract may be behind. */
  readonly edit?: 'status' | 'media-type' | 'header' | 'member' | 'member-name' | 'keyword';
}

/** Rules with what they share; a rule's own facts come first. The ids stay literal, so that the compiler knows them. */
export function defineRules<const Id extends string, const Other extends string = never>(
  shared: SharedFacts,
  rules: readonly RuleFacts<Id, Other>[],
): readonly RuleFacts<Id, Other>[] {
  return rules.map((rule) => ({ ...shared, ...rule }));
}
