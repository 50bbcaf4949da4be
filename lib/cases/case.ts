import { z } from 'zod';
import type { Pointer } from '../contract/contract.ts';
import type { Effect, Reach } from '../core/effect.ts';
import { jsonValue, type JsonValue } from '../core/json.ts';
import type { GapId, RuleId } from '../rules/rules.ts';
import type { Severity } from '../core/severity.ts';

/** The families of cases, by id; each has a file in `families/`. */
export type FamilyId =
  'conformance' | 'credential-variants' | 'routing' | 'tier-matrix' | 'ways-around' | 'wrong-owner';

/** Families whose cases of one operation are sent in one sequence, since their answers are compared. */
export type SequenceGroup = 'conformance' | 'security';

const body = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('json'), value: jsonValue }).readonly(),
  z.object({ kind: z.literal('text'), text: z.string() }).readonly(),
]);

const headerLine = z.tuple([z.string(), z.string()]).readonly();

/** A request with `${name}` placeholders in path, query, headers and body; bound to values just before it is sent. */
const requestTemplate = z
  .object({
    operationId: z.string(),
    service: z.string(),
    /** Slug placeholder of the tenant that is called: at its own host, or through the control plane's. */
    tenantSlug: z.string().optional(),
    method: z.string(),
    /** Path with parameters filled: `/workspaces/${workspace.id}/budget`. */
    path: z.string(),
    query: z.array(z.tuple([z.string(), z.string()]).readonly()).readonly(),
    /** Everything that is sent besides `User-Agent` and `X-Request-Id`: credential, routing, content type. */
    headers: z.array(headerLine).readonly(),
    body: body.optional(),
    /** Sent in turn in place of `body` where that is refused. */
    otherBodies: z.array(body).readonly().optional(),
  })
  .readonly();

export type RequestTemplate = z.infer<typeof requestTemplate>;

/** A body of a request: JSON with placeholders, or a text that is sent as it is. */
export type TemplateBody = z.infer<typeof body>;

const removalProof = z
  .object({
    request: requestTemplate,
    gone: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('status'), status: z.number() }).readonly(),
      z.object({ kind: z.literal('absent'), list: z.string(), at: z.string(), value: z.string() }).readonly(),
    ]),
  })
  .readonly();

/** How it is known that something is gone: a status, or a list in which it does not stand. */
export type RemovalProof = z.infer<typeof removalProof>;

const lostAndFound = z
  .object({
    request: requestTemplate,
    list: z.string(),
    at: z.string(),
    value: z.string(),
    /** JSON Pointer into the item that is found, to the value that the undo request asks for as `binds`. */
    id: z.string(),
    binds: z.string(),
  })
  .readonly();

/** How something is found whose creation was never answered: by its name, which only this run gives. */
export type LostAndFound = z.infer<typeof lostAndFound>;

/**
 * The call that removes something, how its success is proven, and how the thing is found when its id never came. A schema,
 * because the cleanup ledger keeps removals on the disk and a later run reads them back.
 */
export const removalSchema = z
  .object({
    undo: requestTemplate,
    /** Another call that removes it as well, with another credential. */
    otherwise: requestTemplate.optional(),
    proof: removalProof.optional(),
    find: lostAndFound.optional(),
  })
  .readonly();

export type Removal = z.infer<typeof removalSchema>;

/** The answer that a step calls for. Checks look at this, never at the family of the case. */
export type Expectation =
  /** A documented success: one of these statuses (usually one). */
  | {
      readonly kind: 'success';
      readonly statuses: readonly number[];
      /** What the request has that calls for it. */
      readonly because?: string;
      /** Why a refusal is as good. */
      readonly orRefused?: string;
      /** Reported when it is not a success. */
      readonly rule?: RuleId;
    }
  /** An invalid request or a missing thing: this documented error. `rule` is what is reported when it is accepted instead. */
  | {
      readonly kind: 'error';
      readonly statuses: readonly number[];
      readonly because: string;
      readonly rule: RuleId;
      /** The request is in order, and names a thing that is not there. */
      readonly isMissing?: true;
    }
  /** The credential is named by the contract: any answer but a refusal, preferably one of these. */
  | { readonly kind: 'accepted'; readonly statuses: readonly number[] }
  /** The credential is not named: refused, with one of these statuses. `rule` is what is reported when it gets in. */
  | {
      readonly kind: 'refused';
      readonly statuses: readonly number[];
      readonly rule: RuleId;
      readonly attack: string;
      readonly severity?: Severity;
      /** Statuses that turn a request away for what it is, unless a rightful caller is answered the same. */
      readonly orTurnedAway?: readonly number[];
      /** Refused means: answered like the control step of the case. */
      readonly likeControl?: true;
    }
  /** The contract has no such operation: anything but a success. */
  | { readonly kind: 'unrouted'; readonly because: string }
  /** Another address of the operation: answered like the control step. */
  | { readonly kind: 'mirrors'; readonly signals: readonly string[] }
  /** Sent without a credential, and wrong in another way besides: the missing credential has to be what is answered. */
  | { readonly kind: 'unauthenticated'; readonly statuses: readonly number[]; readonly because: string }
  /** The contract leaves it open, or the deviation is known: both are fine, which one was met is noted. */
  | {
      readonly kind: 'either';
      readonly statuses: readonly number[];
      readonly refusals: readonly number[];
      readonly because: string;
      readonly deviation?: string;
    };

/** A value that an answer has to show at a JSON Pointer; text in it is a template. */
export interface SeenClause {
  readonly at: Pointer;
  /** `lists` and `omits` are about a list at that place: whether an item has the value at `itemAt`. */
  readonly test: 'equals' | 'includes' | 'lists' | 'not' | 'omits';
  readonly value: JsonValue;
  /** JSON Pointer into the items of the list; the items themselves without it. */
  readonly itemAt?: Pointer;
  /** The member may be missing as well. */
  readonly orAbsent: boolean;
  /** Reported as unverified where the member is missing. */
  readonly unseen?: string;
  /** Counts only where the answer has this value there. */
  readonly onlyIf?: { readonly at: Pointer; readonly equals: JsonValue };
  readonly rule: RuleId;
}

/** The part that a step plays in its case; `Step` explains each. */
type StepPurpose = 'setup' | 'control' | 'probe' | 'verify' | 'undo' | 'proof';

/**
 * A request of a case. Setup steps make what the probe needs; the answer of the probe is compared with that of the control
 * step; verify steps look at its effect; undo steps remove what was made, and proof steps show that it is gone.
 */
export interface Step {
  readonly purpose: StepPurpose;
  readonly title: string;
  /** Id of the tier or persona that sends it. */
  readonly tier: string;
  readonly request: RequestTemplate;
  readonly expectation: Expectation;
  /** Names bound from a successful answer: `workspace.id` from JSON Pointer `/id`. */
  readonly binds: Readonly<Record<string, Pointer>>;
  readonly sees: readonly SeenClause[];
  /** Sent only if the step of this index answered 2xx; without it always. */
  readonly onlyAfterSuccessOf?: number;
  /** The request is not one of the contract's own: only who gets in is judged. */
  readonly outside?: true;
  /** Whether a conforming deployment gets this request; what is sent only to clear up after drift is not counted. */
  readonly planned: boolean;
  /** Set where something comes into being that `undo` removes; written to the ledger before the request is sent. */
  readonly makes?: { readonly kind: string; readonly removal?: Removal };
  /** For proof steps: how it shows that the thing is gone. */
  readonly gone?: RemovalProof['gone'];
  /** Indexes of the steps whose ledger entries this one settles: with its success, or for a proof when the thing is gone. */
  readonly settles: readonly number[];
}

/** Why a case of the plan is not sent; it then counts as a gap. */
export interface Withheld {
  readonly gap: GapId;
  readonly reason: string;
}

/** What a call is about, where that is not what is under test. */
export interface Subject {
  /** In place of `org`: its slug, its id, its tenant. */
  readonly org?: string;
  /** In place of `workspace`. */
  readonly workspace?: string;
  /** Secrets by the names of those that they are sent in place of. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A part of a request that a target is said to demand and the contract does not name: a header, a query parameter, or members of the body. */
export interface Demand {
  readonly part: 'body' | 'header' | 'query';
  readonly name?: string;
}

/** Requests and the answers that are expected; plain data, printable without sending a byte. */
export interface Case {
  /** Stable over runs: `<operationId>/<family>/<variant>`. */
  readonly id: string;
  readonly operationId: string;
  readonly family: FamilyId;
  readonly variant: string;
  readonly title: string;
  /** Tier that sends the probe. */
  readonly tier: string;
  /** The clause of the contract that the case rests on. */
  readonly clause: Pointer;
  readonly effect: Effect;
  readonly reach: Reach;
  readonly steps: readonly Step[];
  /** What its probe is about, where that is not what is under test. */
  readonly subject?: Subject;
  /** What its probe leaves out, to show whether it is demanded. */
  readonly demand?: Demand;
  readonly withheld?: Withheld;
  /** The variant that, refused, shows that this one is refused as well: it does the same and more, or is of another holder. */
  readonly impliedBy?: string;
  /** Id of the case that stands for this one: it is sent only where that one deviates or cannot be judged. */
  readonly coveredBy?: string;
}

/** Cases of one operation that are sent in order; sequences run side by side. */
export interface Sequence {
  readonly id: string;
  readonly operationId: string;
  readonly group: SequenceGroup;
  readonly cases: readonly Case[];
}

/** The step that a case is about. Throws where there is none: every family gives one. */
export function probeOf(testCase: Pick<Case, 'id' | 'steps'>): Step {
  const probe = testCase.steps.find((step) => step.purpose === 'probe');
  if (probe === undefined) throw new Error(`case ${testCase.id} has no probe`);
  return probe;
}

/** The requests of a case that a conforming deployment gets. */
export function plannedSteps(testCase: Case): Case['steps'] {
  const isSent = testCase.withheld === undefined && testCase.coveredBy === undefined;
  return isSent ? testCase.steps.filter((step) => step.planned) : [];
}

/** The statuses that an expectation names; empty where any will do. */
export function statusesOf(expectation: Expectation): readonly number[] {
  return expectation.kind === 'unrouted' || expectation.kind === 'mirrors' ? [] : expectation.statuses;
}
