import type { Severity } from '../../core/severity.ts';
import type { CellVerdict, MatrixCell } from '../../findings/run-record.ts';
import type { Responsible } from '../../findings/responsibility.ts';
import type { RerunFacts } from '../rerun-command.ts';

/** How a finding stands to the baseline. */
export type FindingState = 'new' | 'known' | 'lapsed' | 'worse';

/** A finding as the page shows it: everything that a reader may ask is a text, empty where there is none. */
export interface FindingView {
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly rule: string;
  readonly area: string;
  readonly ruleTitle: string;
  readonly operation: string;
  readonly endpoint: string;
  readonly service: string;
  readonly tier: string;
  readonly tierTitle: string;
  readonly place: string;
  readonly clause: string;
  readonly pointer: string;
  /** The lines that stand there. */
  readonly quote: string;
  readonly expected: string;
  readonly seen: string;
  /** The part of the answer that it is about. */
  readonly part: string;
  readonly why: string;
  readonly attack: string;
  readonly fix: string;
  readonly restsOn: string;
  readonly responsible: Responsible;
  readonly state: FindingState;
  readonly reproduce: string;
  /** The command that sends its probe again. */
  readonly rerun: string;
  readonly cases: readonly string[];
}

/** Findings of one cause; `members` are places in the list of findings, the worst first. */
export interface GroupView {
  readonly title: string;
  readonly members: readonly number[];
}

/** A cell of the matrix as the page shows it. */
export interface CellView {
  readonly operation: string;
  readonly tier: string;
  /** Empty in the plain cells; else the way in which the request was wrong. */
  readonly variant: string;
  readonly expected: MatrixCell['expected'];
  readonly access: MatrixCell['access'];
  readonly observed: string;
  readonly verdict: CellVerdict;
  readonly caseId: string;
  readonly reason: string;
  /** Fingerprint of the finding that says it for this cell as well. */
  readonly followsFrom: string;
}

/** One exchange, as the lines of its two messages. */
export interface ExchangeView {
  readonly caseId: string;
  readonly purpose: string;
  readonly outcome: string;
  readonly request: string;
  readonly answer: string;
}

/** An id with the name that people read. */
export interface Named {
  readonly id: string;
  readonly title: string;
}

/** What the parts of the page that react need to know. */
export interface PageData {
  readonly findings: readonly FindingView[];
  readonly groups: readonly GroupView[];
  readonly cells: readonly CellView[];
  readonly exchanges: readonly ExchangeView[];
  readonly tiers: readonly Named[];
  readonly hasBaseline: boolean;
  /** What a case is sent again with. */
  readonly facts: RerunFacts;
}
