import { describe, expect, it } from 'vitest';
import { MADE_UP, secretName, toVariable } from '../../core/names.ts';
import { CALLERS } from './callers.ts';
import { CREDENTIALS } from './credentials.ts';

describe('the table of credentials', () => {
  it('names everything once', () => {
    for (const values of [
      [...CREDENTIALS.map(({ name }) => name), ...MADE_UP.keys()],
      CREDENTIALS.map(({ variable }) => variable),
      CREDENTIALS.flatMap(({ person }) => person?.id ?? []),
      CALLERS.list.map(({ id }) => id),
      CALLERS.list.map(({ title }) => title),
    ])
      expect(new Set(values).size).toBe(values.length);
  });

  it('gives a person to every session, and to nothing else', () => {
    const people = CREDENTIALS.filter(({ person }) => person !== undefined);
    expect(people).toEqual(CREDENTIALS.filter(({ belongsTo }) => belongsTo === 'person'));
    expect(people.filter(({ person }) => person?.membership === 'owner')).toHaveLength(1);
  });
});

describe('toVariable', () => {
  it.each([
    ['secret.otherOrgApiKey', 'OTHER_ORG_API_KEY'],
    ['secret.mintedOrgKey', 'MINTED_ORG_KEY'],
    ['otherOrg.slug', 'OTHER_ORG_SLUG'],
    ['fresh.slug.admin', 'FRESH_SLUG_ADMIN'],
  ])('gives the variable of %s: %s', (name, variable) => {
    expect(toVariable(name)).toBe(variable);
  });

  it('gives the variable that configures a credential', () => {
    for (const { name, variable } of CREDENTIALS) expect(toVariable(secretName(name))).toBe(variable);
  });
});

describe('the home of a caller', () => {
  it.each([
    ['other-org-key', 'org-key'],
    ['other-workspace-token', 'workspace-token'],
    ['deprovision-pair-other', 'deprovision-pair'],
    ['member-session', 'member-session'],
    ['anonymous', 'anonymous'],
  ])('finds where the credentials of %s are at home: %s', (id, home) => {
    const tier = CALLERS.find(id);
    expect(tier && CALLERS.homeOf(tier).id).toBe(home);
  });
});
