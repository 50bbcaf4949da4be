import { describe, expect, it } from 'vitest';
import { matchStatuses } from './measure-coverage.ts';

describe('matchStatuses', () => {
  it.each<readonly [string, readonly string[], readonly string[], readonly string[], readonly string[]]>([
    ['a status by itself', ['200', '404'], ['200', '500'], ['200'], ['500']],
    ['a range by any of its statuses', ['200', '4XX'], ['404', '409'], ['4XX'], []],
    ['a range in lower case', ['4xx'], ['404'], ['4xx'], []],
    ['a status before its range', ['404', '4XX'], ['404'], ['404'], []],
    ['the default by what nothing else is for', ['200', 'default'], ['418'], ['default'], []],
    ['no default by a status that is declared', ['200', 'default'], ['200'], ['200'], []],
  ])('meets %s', (_, declared, seen, met, undeclared) => {
    const unmet = declared.filter((status) => !met.includes(status));
    expect(matchStatuses(declared, seen)).toEqual({ met, unmet, undeclared });
  });
});
