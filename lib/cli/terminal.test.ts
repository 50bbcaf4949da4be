import { describe, expect, it } from 'vitest';
import { createProgress, wantsAnnotations, wantsColor, type Progress } from './terminal.ts';

interface Stage {
  readonly progress: Progress;
  readonly written: string[];
  readonly pass: (durationMs: number) => void;
}

function setUp(stream: { isTTY?: boolean; columns?: number }, environment: Record<string, string> = {}): Stage {
  const written: string[] = [];
  let nowMs = 0;
  const progress = createProgress({
    stream: { ...stream, write: (text) => written.push(text) },
    clock: { monotonicMs: () => nowMs },
    environment,
  });
  return { progress, written, pass: (durationMs) => (nowMs += durationMs) };
}

const ERASE = '\r\u001b[K';

describe('progress on a terminal', () => {
  const terminal = { isTTY: true, columns: 40 };

  it('rewrites one line and leaves it empty at the end', () => {
    const { progress, written } = setUp(terminal, { NO_COLOR: '1' });
    progress.show('waits');
    progress.show('cases', 1, 4);
    progress.end();
    expect(written).toEqual([`${ERASE}waits`, `${ERASE}cases  1/4  25 %`, ERASE]);
  });

  it('is dimmed unless NO_COLOR is set to something', () => {
    const { progress, written } = setUp(terminal, { NO_COLOR: '' });
    progress.show('waits');
    expect(written).toEqual([`${ERASE}\u001b[2mwaits\u001b[22m`]);
  });

  it('is not rewritten more often than can be seen, except for the last count', () => {
    const { progress, written, pass } = setUp(terminal, { NO_COLOR: '1' });
    progress.show('cases', 1, 3);
    progress.show('cases', 2, 3);
    progress.show('cases', 3, 3);
    pass(100);
    progress.show('cases', 2, 3);
    expect(written).toEqual([`${ERASE}cases  1/3  33 %`, `${ERASE}cases  3/3  100 %`, `${ERASE}cases  2/3  66 %`]);
  });

  it('is cut to the width of the terminal', () => {
    const { progress, written } = setUp({ isTTY: true, columns: 10 }, { NO_COLOR: '1' });
    progress.show('a text that is too long');
    expect(written).toEqual([`${ERASE}a text th`]);
  });

  it('writes nothing at the end where nothing was shown, nor twice', () => {
    const { progress, written } = setUp(terminal, { NO_COLOR: '1' });
    progress.end();
    progress.show('waits');
    progress.end();
    progress.end();
    expect(written).toEqual([`${ERASE}waits`, ERASE]);
  });
});

describe('progress elsewhere', () => {
  it.each([
    ['the stream is no terminal', {}, {}],
    ['it runs in a pipeline', { isTTY: true }, { CI: 'true' }],
    ['the terminal is dumb', { isTTY: true }, { TERM: 'dumb' }],
  ])('writes plain lines where %s', (_title, stream, environment) => {
    const { progress, written } = setUp(stream, environment);
    progress.show('waits');
    progress.end();
    expect(written).toEqual(['waits\n']);
  });

  it('takes CI=false for no', () => {
    const { progress, written } = setUp({ isTTY: true }, { CI: 'false', NO_COLOR: '1' });
    progress.show('waits');
    expect(written).toEqual([`${ERASE}waits`]);
  });

  it('writes a line when the text changes, and none when it is repeated', () => {
    const { progress, written } = setUp({});
    progress.show('creates the org');
    progress.show('creates the org');
    progress.show('reads the token');
    expect(written).toEqual(['creates the org\n', 'reads the token\n']);
  });

  it('writes about one line for every tenth of a count', () => {
    const { progress, written } = setUp({});
    for (let done = 1; done <= 1000; done += 1) progress.show('cases', done, 1000);
    expect(written).toHaveLength(11);
    expect(written.at(-1)).toBe('cases  1000/1000  100 %\n');
  });

  it('does not take a growing number for a new text', () => {
    const { progress, written } = setUp({});
    progress.show('cases', 1, 100);
    progress.show('cases, 1 drift', 2, 100);
    progress.show('cases, 2 drift', 3, 100);
    progress.show('waits until it runs');
    progress.show('waits until it runs (1 s)');
    expect(written).toEqual(['cases  1/100  1 %\n', 'waits until it runs\n']);
  });

  it('writes a line at least every five seconds', () => {
    const { progress, written, pass } = setUp({});
    progress.show('cases', 1, 100);
    pass(4999);
    progress.show('cases', 2, 100);
    pass(1);
    progress.show('cases', 3, 100);
    expect(written).toEqual(['cases  1/100  1 %\n', 'cases  3/100  3 %\n']);
  });
});

describe('wantsColor', () => {
  it('is for terminals', () => {
    expect(wantsColor({ isTTY: true }, {})).toBe(true);
    expect(wantsColor({ isTTY: false }, {})).toBe(false);
    expect(wantsColor({}, {})).toBe(false);
  });

  it('does without where NO_COLOR or a dumb terminal says so', () => {
    expect(wantsColor({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
    expect(wantsColor({ isTTY: true }, { NO_COLOR: '' })).toBe(true);
    expect(wantsColor({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
  });
});

describe('wantsAnnotations', () => {
  it.each([['GITHUB_ACTIONS'], ['GITEA_ACTIONS']])('is for runners that set %s', (name) => {
    expect(wantsAnnotations({ [name]: 'true' })).toBe(true);
    expect(wantsAnnotations({ [name]: 'false' })).toBe(false);
    expect(wantsAnnotations({ CI: 'true' })).toBe(false);
  });
});
