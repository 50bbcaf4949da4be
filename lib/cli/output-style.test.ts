import { describe, expect, it } from 'vitest';
import { wantsAnnotations, wantsColor } from './output-style.ts';

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
