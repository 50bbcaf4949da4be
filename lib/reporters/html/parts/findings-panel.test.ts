import { describe, expect, it } from 'vitest';
import { buildFinding, buildRecord } from '../../../../tests/support/test-record.ts';
import { buildPageData } from '../build-page-data.ts';
import { NOTHING_CHOSEN, type ViewState } from '../view-state.ts';
import { countBy, filterGroups } from './findings-panel.tsx';

const LEAK = buildFinding({
  fingerprint: 'b'.repeat(16),
  rule: 'secret.returned',
  severity: 'critical',
  operationId: 'exportOrg',
  seen: 'a secret',
});
const MISSING = buildFinding();
const TWIN = buildFinding({ fingerprint: 'c'.repeat(16), operationId: 'listOrgs' });
const BOTH = buildFinding({ occurrences: [...MISSING.occurrences, ...TWIN.occurrences] });
const DATA = buildPageData(buildRecord({ findings: [LEAK, BOTH] }), []);
const MEMBERS = DATA.groups.map(({ members }) => members.flatMap((place) => DATA.findings[place] ?? []));

function shown(changes: Partial<ViewState>): readonly (readonly string[])[] {
  return filterGroups(DATA.groups, DATA.findings, { ...NOTHING_CHOSEN, ...changes }).map((group) =>
    group.members.map((member) => member.operation),
  );
}

describe('filterGroups', () => {
  it('shows every finding, with its occurrences, where nothing is chosen', () => {
    expect(shown({})).toEqual([['exportOrg'], ['getOrg', 'listOrgs']]);
  });

  it.each([
    [{ severity: ['critical'] }, [['exportOrg']]],
    [{ severity: ['critical', 'major'] }, [['exportOrg'], ['getOrg', 'listOrgs']]],
    [{ area: 'body' }, [['getOrg', 'listOrgs']]],
    [{ operation: 'listOrgs' }, [['listOrgs']]],
    [{ service: 'control plane', responsible: 'service' }, [['exportOrg']]],
    [{ service: 'tenant' }, []],
    [{ state: 'known' }, []],
    [{ q: 'MISSING slug' }, [['getOrg', 'listOrgs']]],
    [{ q: 'cccccccccccccccc' }, [['listOrgs']]],
    [{ q: 'missing secret' }, []],
  ])('narrows down to %j', (changes, expected) => {
    expect(shown(changes)).toEqual(expected);
  });

  it('says how many a group has of which some are hidden', () => {
    const [group] = filterGroups(DATA.groups, DATA.findings, { ...NOTHING_CHOSEN, operation: 'listOrgs' });
    expect(group).toMatchObject({ of: 2, members: [{ operation: 'listOrgs' }] });
  });
});

describe('countBy', () => {
  it('counts findings by what their occurrences have, the most frequent first', () => {
    expect(countBy(MEMBERS, (finding) => finding.severity)).toEqual([
      ['critical', 1],
      ['major', 1],
    ]);
    expect(countBy(MEMBERS, (finding) => finding.operation)).toHaveLength(3);
    expect(countBy(MEMBERS, (finding) => finding.tier)).toEqual([]);
  });
});
