import { systemClock, type Clock } from '../core/clock.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Tells whether a stream gets colours: it is a terminal that has them, and NO_COLOR is not set (no-color.org). */
export function wantsColor(stream: { readonly isTTY?: boolean }, environment: Environment): boolean {
  return stream.isTTY === true && environment['TERM'] !== 'dumb' && !isSet(environment['NO_COLOR']);
}

/** Tells whether a runner of GitHub or Gitea reads the output, which turns workflow commands into annotations. */
export function wantsAnnotations(environment: Environment): boolean {
  return isSet(environment['GITHUB_ACTIONS']) || isSet(environment['GITEA_ACTIONS']);
}

/** Returns the width of a terminal as a member to spread; empty if the stream is none or does not say. */
export function columnsOf(stream: { readonly columns?: number }): { readonly columns?: number } {
  return stream.columns === undefined || stream.columns <= 0 ? {} : { columns: stream.columns };
}

/** Tells whether a variable says yes. An empty value counts as not set, and `CI=false` is how people say no. */
function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false';
}

/** Shows what a command is doing. */
export interface Progress {
  readonly show: (text: string, done?: number, of?: number) => void;
  /** Erases the line, for what is printed next. May be called more than once. */
  readonly end: () => void;
}

interface ProgressStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

interface ProgressOptions {
  readonly stream?: ProgressStream;
  readonly clock?: Pick<Clock, 'monotonicMs'>;
  readonly environment?: Environment;
}

/** Shows progress on stderr: in one line that is rewritten if that is a terminal, else in plain lines, few enough for a log. */
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

/** Strips the counts from a text, so that "cases, 3 drift" and "cases, 4 drift" are one subject. */
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
