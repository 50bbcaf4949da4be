import { beforeAll, describe, expect, it } from 'vitest';
import { planRemotely } from '../../tests/support/run-in-process.ts';
import type { RequestTemplate } from '../cases/case.ts';
import { PLANNED_ENVIRONMENT } from '../cli/run-settings.ts';

const SHIPPED = 'spec/accommodations/public-tenant.yaml';

describe('a plan with the accommodations of the public tenant server', () => {
  let requests: readonly RequestTemplate[] = [];
  let plain: readonly RequestTemplate[] = [];
  beforeAll(async () => {
    requests = await requestsWith([SHIPPED]);
    plain = await requestsWith([]);
  });
  const of = (operationId: string, all = requests): readonly RequestTemplate[] =>
    all.filter((request) => request.operationId === operationId);

  it('has every removal of a workspace that it makes repeat the name of that workspace', () => {
    const removals = of('tenantDeleteWorkspace').filter(({ path }) => /\$\{\w+\.id\}/.test(path));
    expect(removals.length).toBeGreaterThan(20);
    for (const { path, headers } of removals) {
      const thing = /\$\{(\w+)\.id\}/.exec(path)?.[1] ?? '';
      expect(headers).toContainEqual(['X-Confirm-Name', `\${${thing}.name}`]);
    }
  });

  it('says no name where none is known', () => {
    const unknown = of('tenantDeleteWorkspace').filter(({ path }) => path.includes('${unknown.uuid}'));
    const named = unknown.flatMap(({ headers }) => headers.filter(([name]) => name === 'X-Confirm-Name'));
    expect(unknown.length).toBeGreaterThan(50);
    // The request for what nobody has, which is compared with that for a workspace of another org.
    expect(named).toEqual([['X-Confirm-Name', '${otherOrgWorkspace.name}']]);
  });

  it('leaves harmless probes as they are', () => {
    const probes = (all: readonly RequestTemplate[]) =>
      of('tenantOrgImport', all).filter(
        ({ body }) => body?.kind === 'json' && JSON.stringify(body.value).includes('conformance-unknown-mode'),
      );
    expect(probes(requests)).toEqual(probes(plain));
    expect(probes(requests).length).toBeGreaterThan(0);
  });

  it('tries a workspace without a url first, also without accommodations', () => {
    for (const all of [requests, plain]) {
      const made = of('tenantCreateWorkspace', all).filter(({ otherBodies }) => otherBodies !== undefined);
      expect(made.length).toBeGreaterThan(0);
      for (const { body } of made)
        expect(body).toEqual({ kind: 'json', value: { name: expect.any(String) as string, external: true } });
    }
  });

  it('tries the body of the contract once as it is, and then what the target demands', async () => {
    const { plan } = await planRemotely(PLANNED_ENVIRONMENT, { accommodations: [SHIPPED], only: ['tenantOrgImport'] });
    const bodies = plan.sequences.flatMap(({ cases }) =>
      cases.flatMap(({ variant, steps }) =>
        variant.startsWith('success') ? steps.filter(({ purpose }) => purpose === 'probe') : [],
      ),
    );
    const templates = bodies.map(({ request: { body } }) => JSON.stringify(body));
    expect(templates).toEqual([expect.not.stringContaining('"model"'), expect.stringContaining('"model"')]);
  });

  it('changes nothing at the control plane', () => {
    const ofControlPlane = (all: readonly RequestTemplate[]) =>
      all.filter(({ tenantSlug }) => tenantSlug === undefined);
    expect(ofControlPlane(requests)).toEqual(ofControlPlane(plain));
  });
});

/** The requests that would be sent to the embedded deployment with these files. */
async function requestsWith(accommodations: readonly string[]): Promise<readonly RequestTemplate[]> {
  const { bootstrap, plan } = await planRemotely(PLANNED_ENVIRONMENT, { accommodations });
  const steps = plan.sequences.flatMap(({ cases }) =>
    // The probe of these shows that it does not work without.
    cases.flatMap(({ variant, steps: all }) =>
      all.filter(({ purpose }) => !(purpose === 'probe' && variant.startsWith('without-'))),
    ),
  );
  return [
    ...bootstrap.flatMap(({ request, removal }) => [request, ...(removal === undefined ? [] : [removal.undo])]),
    ...steps.map(({ request }) => request),
  ];
}
