import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildRecord } from '../../../tests/support/test-record.ts';
import { KNOWN_FAMILIES } from '../../platform/platforms.ts';
import { CALLERS } from '../../platform/molecule/callers.ts';
import { CHECKS } from '../../checks/judge-exchange.ts';
import { MUTANTS } from '../../embedded/mutants/mutants.ts';
import { RULES } from '../../rules/rules.ts';
import { DEFAULT_FILES, readInputs, type Inputs } from '../../setup/read-inputs.ts';
import { findTopics } from './find-topics.ts';
import { renderTopic } from './render-topic.ts';
import type { Topic } from './topic.ts';

const withoutContract = (): Promise<Inputs> => Promise.reject(new Error('the contract is not needed here'));

describe('findTopics', () => {
  let inputs: Inputs;
  let reports: string;
  beforeAll(async () => {
    inputs = await readInputs(DEFAULT_FILES, false);
    reports = mkdtempSync(join(tmpdir(), 'explain-'));
  });
  afterAll(() => rmSync(reports, { recursive: true }));
  const find = (id: string): Promise<readonly Topic[]> =>
    findTopics(id, { readInputs: () => Promise.resolve(inputs), data: 'data.yaml', reports });

  it.each([...RULES, ...CHECKS, ...MUTANTS].map(({ id }) => id))(
    'explains %s without reading the contract',
    async (id) => {
      const [topic, ...others] = await findTopics(id, {
        readInputs: withoutContract,
        data: 'data.yaml',
        reports: 'none',
      });
      expect(topic?.id).toBe(id);
      expect(others).toEqual([]);
      expect(renderTopic(topic as Topic)).toContain(topic?.title);
    },
  );

  it('names the checks that report a rule and the faults that show it', async () => {
    const [topic] = await find('body.undeclared');
    expect(topic).toMatchObject({
      kind: 'rule',
      checks: [{ id: 'members-are-declared' }],
      faults: expect.arrayContaining([{ id: 'names-region-of-org', title: expect.any(String) as string }]) as unknown,
    });
  });

  it('explains every fault that repeats an incident', async () => {
    const incident = MUTANTS.find((fault) => fault.incident !== undefined)?.incident ?? '';
    const wanted = MUTANTS.filter((fault) => fault.incident === incident);
    expect((await find(incident.toLowerCase())).map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
  });

  it.each(CALLERS.list.map(({ id }) => id))('explains the tier %s', async (id) => {
    expect(await find(id)).toMatchObject([{ kind: 'tier', id }]);
  });

  it('says how to come by what a tier holds', async () => {
    const [tier] = await find('cp-admin');
    expect(tier).toMatchObject({
      holds: [{ variable: 'CP_ADMIN_BEARER', howToGet: expect.stringContaining('operator') as string }],
    });
  });

  it('explains an operation by its id and by method and path', async () => {
    const [byId] = await find('getOrg');
    expect(byId).toMatchObject({ kind: 'operation', request: 'GET /api/v1/orgs/{slug}', effect: 'reads' });
    expect(byId).toMatchObject({ position: expect.stringMatching(/management\.yaml:\d+$/) as string });
    expect(await find('GET /api/v1/orgs/{slug}')).toEqual([byId]);
  });

  it('explains a case with its requests, and without a secret', async () => {
    const [testCase] = await find('getOrg/tier-matrix/cp-admin');
    expect(testCase).toMatchObject({ kind: 'case', tier: 'cp-admin', rule: { id: 'auth.wrong-tier-accepted' } });
    expect(renderTopic(testCase as Topic)).toContain('"$CP_ADMIN_BEARER"');
    expect(JSON.stringify(testCase)).not.toContain('planned-');
  });

  it.each(KNOWN_FAMILIES.map(({ id }) => id))('explains the family %s', async (id) => {
    const [family] = await find(id);
    expect(family).toMatchObject({ kind: 'family', id });
    expect(renderTopic(family as Topic)).toContain(`conform plan --family ${id}`);
  });

  it.each(['truncated', 'header-referer', 'door-mirror-anonymous', 'contradicting', 'workspace-of-another-org'])(
    'says what is sent as %s, and what it would be good for',
    async (id) => {
      const [variant] = await find(id);
      expect(variant).toMatchObject({ kind: 'variant', attack: expect.any(String) as string });
      expect(renderTopic(variant as Topic)).toMatch(/send it yourself: curl /);
    },
  );

  it('explains a deviation, and the variant that goes by the same name', async () => {
    const [deviation, variant] = await find('tenant-admin-token-as-bearer');
    expect([deviation?.kind, variant?.kind]).toEqual(['deviation', 'variant']);
    expect(renderTopic(deviation as Topic)).toContain('data.yaml');
  });

  it('explains a finding of the last run by its fingerprint', async () => {
    await expect(find('0'.repeat(16))).rejects.toMatchObject({ code: 'usage' });
    const record = buildRecord();
    const [finding] = record.findings;
    const folder = join(reports, '20261125T020000-0a1b2c3d');
    mkdirSync(folder);
    writeFileSync(join(folder, 'run.json'), JSON.stringify(record));
    const [topic] = await find(finding?.fingerprint.slice(0, 6) ?? '');
    expect(renderTopic(topic as Topic)).toContain(finding?.seen);
    await expect(find('0'.repeat(16))).rejects.toMatchObject({
      details: expect.arrayContaining([expect.stringContaining(finding?.fingerprint ?? '')]) as unknown,
    });
  });

  it.each([
    ['truncatd', 'truncated'],
    ['tier-matrx', 'tier-matrix'],
    ['auth.wrong-teir', 'auth.wrong-tier-accepted'],
    ['getOgr', 'getOrg'],
    ['getOrg/tier-matrix/anonymuos', 'getOrg/tier-matrix/anonymous'],
    ['acepts-any-bearer', 'accepts-any-bearer'],
  ])('names what is near the unknown %s', async (id, near) => {
    await expect(find(id)).rejects.toMatchObject({
      code: 'usage',
      details: expect.arrayContaining([expect.stringContaining(near)]) as unknown,
    });
  });
});
