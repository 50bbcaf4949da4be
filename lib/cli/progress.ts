import { systemClock, type Clock } from '../core/clock.ts';
import { isSet } from './output-style.ts';

/** Says what goes on while a command works. */
export interface Progress {
  readonly show: (text: string, done?: number, of?: number) => void;
  /** Leaves the place clean for what is printed next. May be called more than once. */
  readonly end: () => void;
}

/** The part of a stream that is used here. */
export interface ProgressStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Where progress is shown. */
export interface ProgressOptions {
  readonly stream?: ProgressStream;
  readonly clock?: Pick<Clock, 'monotonicMs'>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** One line on stderr that is rewritten where that is a terminal; elsewhere plain lines, few enough for a log. */
export function createProgress(options: ProgressOptions = {}): Progress {
  const stream = options.stream ?? process.stderr;
  const clock = options.clock ?? systemClock;
  const environment = options.environment ?? process.env;
  const isTerminal = stream.isTTY === true && environment['TERM'] !== 'dumb' && !isSet(environment['CI']);
  return isTerminal
    ? createRewrittenLine(stream, clock, !isSet(environment['NO_COLOR']))
    : createPlainLines(stream, clock);
}

const REWRITE_INTERVAL_MS = 80;
const ERASE_LINE = '\r\u001b[K';
const USUAL_WIDTH = 80;

function createRewrittenLine(stream: ProgressStream, clock: Pick<Clock, 'monotonicMs'>, hasColour: boolean): Progress {
  let shown: { readonly text: string; readonly atMs: number } | undefined;
  return {
    show: (text, done, of) => {
      const atMs = clock.monotonicMs();
      const isSoon = shown !== undefined && atMs - shown.atMs < REWRITE_INTERVAL_MS;
      if (isSoon && shown?.text === text && done !== of) return;
      // A line that is as wide as the terminal would break, and the next one would not cover it.
      const line = describe(text, done, of).slice(0, (stream.columns ?? USUAL_WIDTH) - 1);
      stream.write(`${ERASE_LINE}${hasColour ? `\u001b[2m${line}\u001b[22m` : line}`);
      shown = { text, atMs };
    },
    end: () => {
      if (shown !== undefined) stream.write(ERASE_LINE);
      shown = undefined;
    },
  };
}

const STEP_PERCENT = 10;
const PLAIN_INTERVAL_MS = 5000;

interface PlainLine {
  readonly subject: string;
  readonly step: number;
  readonly atMs: number;
}

function createPlainLines(stream: ProgressStream, clock: Pick<Clock, 'monotonicMs'>): Progress {
  let last: PlainLine | undefined;
  return {
    show: (text, done, of) => {
      const line = { subject: subjectOf(text), step: stepOf(done, of), atMs: clock.monotonicMs() };
      if (last !== undefined && !isWorthALine(last, line)) return;
      stream.write(`${describe(text, done, of)}\n`);
      last = line;
    },
    end: () => {
      last = undefined;
    },
  };
}

function isWorthALine(last: PlainLine, next: PlainLine): boolean {
  return next.subject !== last.subject || next.step !== last.step || next.atMs - last.atMs >= PLAIN_INTERVAL_MS;
}

/** Without what only counts: "cases, 3 drift" and "waits until it runs (15 s)" are not something new. */
function subjectOf(text: string): string {
  return text.replace(/\d+/g, '#').replace(/(?:(?:, # (?:drift|not sent))+| \(# s\))$/, '');
}

function stepOf(done: number | undefined, of: number | undefined): number {
  return done === undefined || of === undefined || of === 0 ? 0 : Math.floor((done / of) * (100 / STEP_PERCENT));
}

function describe(text: string, done: number | undefined, of: number | undefined): string {
  if (done === undefined) return text;
  if (of === undefined || of === 0) return `${text}  ${done}`;
  return `${text}  ${done}/${of}  ${Math.floor((done / of) * 100)} %`;
}
