import type { Severity } from '../core/severity.ts';

/** A kind of drift that findings carry, people filter by and `conform explain` explains. Ids are never reused. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  /** Gaps have none: they are not drift. */
  readonly severity?: Severity;
  /** Why it matters to somebody who uses the API. */
  readonly why: string;
  /** What it rests on: a clause of OpenAPI 3.1, an RFC, a rule of the platform. */
  readonly clause: string;
  readonly example: string;
  /** Who would have to change what. */
  readonly fix: string;
  /** Why nothing reports it, for a rule whose place in the catalogue is kept. */
  readonly unreported?: string;
}
