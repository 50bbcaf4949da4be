import { describe, expect, it } from 'vitest';
import type { JournalLine } from '../findings/run-record.ts';
import { settleWeather } from './settle-weather.ts';

const NOTE: JournalLine = { kind: 'note', text: 'stays' };
const FAIR: JournalLine = { kind: 'note', text: 'drift of the operation' };
const BAD: JournalLine = { kind: 'note', text: 'the way there is bad' };
const OPEN: JournalLine = { kind: 'weather', operationId: 'a', fair: [FAIR], bad: [BAD] };

describe('a case with lost answers', () => {
  it('is judged by how many other operations lost answers by the end of the run, wherever it stands', () => {
    const journal = (...operationIds: string[]): readonly JournalLine[] => [
      OPEN,
      { kind: 'lost', operationIds: ['a'], isGone: false },
      NOTE,
      { kind: 'lost', operationIds, isGone: false },
    ];
    expect(settleWeather(journal('a', 'b', 'c'))[0]).toBe(FAIR);
    expect(settleWeather(journal('a', 'b', 'c', 'd'))[0]).toBe(BAD);
  });

  it('is held against nobody where nobody answers any more', () => {
    expect(settleWeather([OPEN, { kind: 'lost', operationIds: ['a', 'b', 'c'], isGone: true }])[0]).toBe(BAD);
  });

  it('is held against its operation where nothing else was lost, and nothing else is touched', () => {
    expect(settleWeather([NOTE, OPEN])).toEqual([NOTE, FAIR]);
  });
});
