import type { Removal, RequestTemplate } from '../cases/case.ts';

/** How a name gets its value from an answer: by JSON Pointer, or by looking a slug up in a list of orgs. */
export type Extraction =
  | { readonly kind: 'member'; readonly name: string; readonly at: string }
  | {
      readonly kind: 'org-in-list';
      readonly name: string;
      readonly slug: string;
      /** The variable that names the org, where it is one that was there before the run. */
      readonly setBy?: string;
    }
  /** Bound when the call succeeded, whatever it answered. */
  | { readonly kind: 'status'; readonly name: string }
  /** The name of what the call makes: as answered at that place, else as sent. */
  | { readonly kind: 'name'; readonly name: string; readonly at: string; readonly sent: string }
  /** Known before the call. */
  | { readonly kind: 'text'; readonly name: string; readonly text: string };

/** The waits of a set-up; each has a limit of its own. */
export type WaitName = 'provision' | 'adminToken' | 'tenantReady';

/** A request whose answer gives the names of a step. */
export interface Way {
  readonly request: RequestTemplate;
  readonly extracts: readonly Extraction[];
}

/** One call that derives something that the configuration does not give. Plain data, so that a plan can print it. */
export interface BootstrapStep {
  readonly id: string;
  readonly title: string;
  /** Absent for calls outside the contract. */
  readonly operationId?: string;
  readonly request: RequestTemplate;
  /** Sent instead when the first request is answered with 404. */
  readonly otherwise?: RequestTemplate;
  /** The names that it binds. */
  readonly extracts: readonly Extraction[];
  /** Names that have to be bound before. */
  readonly needs: readonly string[];
  /** Set where it is sent again until the answer is 2xx and, with `until`, has that value there. */
  readonly poll?: {
    readonly until?: { readonly at: string; readonly equals: string };
    readonly timeout: WaitName;
  };
  /** How the thing is removed that it makes. */
  readonly removal?: Removal;
  /**
   * Sent where the call was repeated because its answer was lost, and was refused with 409: the first try has made the thing, and
   * this finds it.
   */
  readonly ifThere?: Way;
  /** Other ways to learn the same names, tried in turn where the answer does not have them. */
  readonly orElse?: readonly Way[];
  /** The variable that names the thing that a step looks for: a 404 says that it is not there. */
  readonly looksFor?: string;
  /** Id of the step that is not complete without this one. */
  readonly completes?: string;
  /** The secret whose right it takes away. Where it fails, the secret is dropped: it would still be right. */
  readonly ends?: string;
  /** Set where it shows that removals of its kind work: it is sent wherever something is made that one removes. */
  readonly isRehearsal?: true;
  /** Set where nothing rests on it: the cases of its operation say why it fails. */
  readonly isOptional?: true;
}
