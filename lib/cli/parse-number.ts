import { InvalidArgumentError } from 'commander';

interface Range {
  readonly min: number;
  readonly max: number;
}

/** For an option that takes a whole number; commander names the option in front of the sentence. */
export function wholeNumberIn({ min, max }: Range): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It takes a whole number from ${min} to ${max}.`);
  };
}

/** For an option that takes a number above nothing. */
export function numberUpTo(max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+(?:\.\d+)?$/.test(text) && value > 0 && value <= max) return value;
    throw new InvalidArgumentError(`It takes a number above 0, up to ${max}.`);
  };
}
