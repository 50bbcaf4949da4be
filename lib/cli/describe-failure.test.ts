import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { HarnessError } from '../core/errors.ts';
import { describeFailure } from './describe-failure.ts';

const asItIs = (text: string): string => text;

describe('describeFailure', () => {
  it('says an expected failure in a sentence with its details', () => {
    const error = new HarnessError('unreachable', 'cannot reach it', ['try again']);
    expect(describeFailure(error, asItIs)).toEqual({ text: 'conform: cannot reach it\n  try again\n', exitCode: 3 });
  });

  it.each([
    ['usage', 2],
    ['configuration', 2],
    ['contract', 2],
    ['timeout', 3],
    ['nothing-exercised', 3],
    ['leftover', 4],
  ] as const)('ends with its own exit code for %s', (code, exitCode) => {
    expect(describeFailure(new HarnessError(code, 'no'), asItIs).exitCode).toBe(exitCode);
  });

  it('has nothing to add to what commander has said', () => {
    expect(describeFailure(new CommanderError(1, 'commander.unknownCommand', 'no'), asItIs)).toEqual({
      text: '',
      exitCode: 2,
    });
    expect(describeFailure(new CommanderError(0, 'commander.helpDisplayed', ''), asItIs)).toEqual({
      text: '',
      exitCode: 0,
    });
  });

  it('says what is wrong with the machine, and where, without a stack trace', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
      path: 'reports/findings.json',
    });
    expect(describeFailure(full, asItIs)).toEqual({
      text: expect.stringMatching(
        /^conform: write reports\/findings.json: there is no space left.*conform sweep/,
      ) as string,
      exitCode: 3,
    });
  });

  it('calls a bug a fault of conform, with the stack trace, and never drift', () => {
    const { text, exitCode } = describeFailure(new TypeError('no such thing'), asItIs);
    expect(exitCode).toBe(3);
    expect(text).toMatch(/^conform: this is a fault of conform itself/);
    expect(text).toContain('TypeError: no such thing');
    expect(text).toContain('describe-failure.test.ts');
  });

  it('describes what was thrown without being an error', () => {
    expect(describeFailure('a word', asItIs).text).toContain('a word');
  });

  it('redacts everything it says', () => {
    const redact = (text: string): string => text.replaceAll('hidden', '[secret]');
    expect(describeFailure(new HarnessError('usage', 'hidden', ['hidden']), redact).text).toBe(
      'conform: [secret]\n  [secret]\n',
    );
    expect(describeFailure(new Error('hidden'), redact).text).not.toContain('hidden');
  });
});
