import { InvalidArgumentError } from 'commander';
import { HarnessError } from '../core/errors.ts';
import { SEVERITIES, type Severity } from '../core/severity.ts';

export const VERBOSE_HELP = 'prints everything about every finding, and not only one screen';

/** Appends to the earlier values of an option that may be repeated. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** Makes the parser of an option that takes a whole number. Commander puts the name of the option before its message. */
export function wholeNumberIn({ min, max }: { readonly min: number; readonly max: number }): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It takes a whole number from ${min} to ${max}.`);
  };
}

/** Makes the parser of an option that takes a number above 0, which may be a fraction. */
export function numberUpTo(max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+(?:\.\d+)?$/.test(text) && value > 0 && value <= max) return value;
    throw new InvalidArgumentError(`It takes a number above 0, up to ${max}.`);
  };
}

/** Parses `--fail-on`: the mildest severity that fails a run, or `never`. Throws a `HarnessError` for anything else. */
export function parseFailOn(text: string): Severity | 'never' {
  const known = [...SEVERITIES, 'never' as const].find((severity) => severity === text);
  if (known === undefined)
    throw new HarnessError('usage', `--fail-on takes ${SEVERITIES.join(', ')} or never, not "${text}"`);
  return known;
}
