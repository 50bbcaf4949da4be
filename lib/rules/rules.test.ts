import { describe, expect, it } from 'vitest';
import { responsibleFor, RULES } from './rules.ts';

describe('responsibleFor', () => {
  it.each([
    ['auth.anonymous-accepted', 'service'],
    ['tenant.cross', 'service'],
    ['secret.returned', 'service'],
    ['guard.skipped', 'service'],
    ['state.delete-ineffective', 'service'],
    ['ops.error-leak', 'service'],
    ['status.server-error', 'service'],
    ['body.required', 'either'],
    ['status.undocumented', 'either'],
    ['media.undocumented', 'either'],
    ['surface.operation-missing', 'either'],
    ['body.example-invalid', 'contract'],
  ] as const)('says of %s: %s', (rule, expected) => {
    expect(responsibleFor({ rule })).toBe(expected);
  });

  it('leaves no rule of access to be settled by changing the contract', () => {
    const access = RULES.filter(({ id }) => /^(?:auth|tenant|secret|guard)\./.test(id));
    expect(RULES.filter(({ isSecurity }) => isSecurity === true)).toEqual(access);
    expect(access.filter((rule) => responsibleFor({ rule: rule.id }) === 'contract')).toEqual([]);
  });
});
