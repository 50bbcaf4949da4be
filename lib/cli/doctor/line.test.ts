import { describe, expect, it } from 'vitest';
import { exitCodeOfLines, misconfigured, ok, renderLines, unreachable, warn } from './line.ts';

describe('lines of the doctor', () => {
  it('are written under one another, with what to do next', () => {
    expect(renderLines([ok('name', 'found'), warn('certificate', 'old', 'renew it')])).toBe(
      [
        'ok    name         found',
        'warn  certificate  old',
        '                   next: renew it',
        '',
        'Usable: 1 ok, 1 to look at, 0 failed.',
        '',
      ].join('\n'),
    );
  });

  it('make a run of no use where one failed', () => {
    expect(renderLines([misconfigured('a', 'b', 'c')])).toContain('Not usable: 0 ok, 0 to look at, 1 failed.');
  });

  it('end with the exit code of what has to be repaired first', () => {
    expect(exitCodeOfLines([ok('a', ''), warn('b', '')])).toBe(0);
    expect(exitCodeOfLines([misconfigured('a', '', ''), unreachable('b', '', '')])).toBe(2);
    expect(exitCodeOfLines([unreachable('b', '', ''), misconfigured('a', '', '')])).toBe(3);
  });
});
