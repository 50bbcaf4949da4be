import { describe, expect, it } from 'vitest';
import { NOTHING_CHOSEN, parseAddress, renderAddress } from './view-state.ts';

describe('the address of a view', () => {
  it('is empty where nothing is chosen', () => {
    expect(renderAddress(NOTHING_CHOSEN)).toBe('');
    expect(parseAddress('')).toEqual(NOTHING_CHOSEN);
  });

  it('brings back everything that was chosen, whatever it holds', () => {
    const state = {
      severity: ['critical', 'info'],
      area: 'auth',
      operation: 'get&Org=#',
      tier: 'org key',
      service: 'control plane',
      state: 'new',
      responsible: 'either',
      q: 'a+b & "c" <script> \u00e4',
      page: 7,
      finding: '0123456789abcdef',
      cell: 'getOrg/anonymous',
      rows: 'drift',
    };
    expect(parseAddress(`#${renderAddress(state)}`)).toEqual(state);
  });

  it('is no state where it only names a place of the page', () => {
    expect(parseAddress('#matrix')).toBeUndefined();
  });

  it.each(['#page=-1', '#page=x', '#page=1e99', '#severity=,,', '#unknown=1', '#finding=%'])(
    'reads %s as far as it makes sense',
    (text) => {
      expect(parseAddress(text)).toMatchObject({ severity: [], page: 1, q: '' });
    },
  );
});
