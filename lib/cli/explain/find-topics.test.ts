import { beforeAll, describe, expect, it } from 'vitest';
import { CHECKS } from '../../checks/select-checks.ts';
import { TIERS } from '../../contract/tiers/select-tiers.ts';
import { RULES } from '../../findings/select-rule.ts';
import { listMutants } from '../../reference/mutants/select-mutants.ts';
import { DEFAULT_FILES, loadInputs, type Inputs } from '../../run/load-inputs.ts';
import { findTopics } from './find-topics.ts';
import { renderTopic } from './render-topic.ts';
import type { Topic } from './topic.ts';

const withoutContract = (): Promise<Inputs> => Promise.reject(new Error('the contract is not needed here'));

describe('findTopics', () => {
  let inputs: Inputs;
  beforeAll(async () => {
    inputs = await loadInputs(DEFAULT_FILES, false);
  });
  const find = (id: string): Promise<readonly Topic[]> => findTopics(id, () => Promise.resolve(inputs));

  it.each([...RULES, ...CHECKS, ...listMutants()].map(({ id }) => id))(
    'explains %s without reading the contract',
    async (id) => {
      const [topic, ...others] = await findTopics(id, withoutContract);
      expect(topic?.id).toBe(id);
      expect(others).toEqual([]);
      expect(renderTopic(topic as Topic)).toContain(topic?.title);
    },
  );

  it('names the checks that report a rule and the faults that show it', async () => {
    const [topic] = await find('body.required');
    expect(topic).toMatchObject({
      kind: 'rule',
      checks: [{ id: 'body-matches-schema' }],
      faults: expect.arrayContaining([
        { id: 'renames-status-in-org-rows', title: expect.any(String) as string },
      ]) as unknown,
    });
  });

  it('explains every fault that repeats an incident', async () => {
    const incident = listMutants().find((fault) => fault.incident !== undefined)?.incident ?? '';
    const wanted = listMutants().filter((fault) => fault.incident === incident);
    expect((await find(incident.toLowerCase())).map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
  });

  it.each(TIERS.map(({ id }) => id))('explains the tier %s', async (id) => {
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

  it.each([
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
