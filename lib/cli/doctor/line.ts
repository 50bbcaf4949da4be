import { defined } from '../../core/defined.ts';
import { EXIT, type ExitCode } from '../../core/exit-codes.ts';

/** A line of `doctor`: the state of one thing, and in `next` what to do about it. */
export type DoctorLine =
  | { readonly state: 'ok'; readonly what: string; readonly detail: string }
  | { readonly state: 'warn'; readonly what: string; readonly detail: string; readonly next?: string }
  | {
      readonly state: 'fail';
      readonly what: string;
      readonly detail: string;
      readonly next: string;
      readonly exitCode: ExitCode;
    };

/** Makes a line about something that is as a run needs it. */
export function ok(what: string, detail: string): DoctorLine {
  return { state: 'ok', what, detail };
}

/** Makes a line about something that a run can do without; `detail` says what it cannot do then. */
export function warn(what: string, detail: string, next?: string): DoctorLine {
  return { state: 'warn', what, detail, ...defined({ next }) };
}

/** Makes a line about a configuration with which a run is of no use. */
export function misconfigured(what: string, detail: string, next: string): DoctorLine {
  return { state: 'fail', what, detail, next, exitCode: EXIT.usage };
}

/** Makes a line about a target that cannot be reached. */
export function unreachable(what: string, detail: string, next: string): DoctorLine {
  return { state: 'fail', what, detail, next, exitCode: EXIT.couldNotJudge };
}

/** The exit code of the first failure, which is what has to be repaired first; 0 where a run would be of use. */
export function exitCodeOfLines(lines: readonly DoctorLine[]): ExitCode {
  const failure = lines.find((line) => line.state === 'fail');
  return failure?.exitCode ?? EXIT.conforms;
}

/** The lines as text for a terminal, with a count at the end. */
export function renderLines(lines: readonly DoctorLine[]): string {
  const width = Math.max(...lines.map(({ what }) => what.length));
  const rendered = lines.flatMap((line) => {
    const first = `${line.state.padEnd(4)}  ${line.what.padEnd(width)}  ${line.detail}`;
    const next = 'next' in line ? line.next : undefined;
    return next === undefined ? [first] : [first, `${' '.repeat(width + 8)}next: ${next}`];
  });
  return `${[...rendered, '', summarise(lines)].join('\n')}\n`;
}

function summarise(lines: readonly DoctorLine[]): string {
  const count = (state: DoctorLine['state']): number => lines.filter((line) => line.state === state).length;
  const counts = `${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} failed`;
  return exitCodeOfLines(lines) === EXIT.conforms ? `Usable: ${counts}.` : `Not usable: ${counts}.`;
}
