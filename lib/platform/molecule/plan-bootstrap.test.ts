import { beforeAll, describe, expect, it } from 'vitest';
import { namesIn } from '../../cases/bind.ts';
import type { PlanContext } from '../../cases/plan-context.ts';
import { readConfig, type RemoteConfig } from '../../config/config.ts';
import { planBootstrap } from './plan-bootstrap.ts';
import { DEFAULT_FILES, readInputs } from '../../setup/read-inputs.ts';
import { createPlanContext } from '../../setup/create-plan-context.ts';

function configFrom(environment: Readonly<Record<string, string>>): RemoteConfig {
  const read = readConfig({
    environment: { CP_BASE_URL: 'http://127.0.0.1:1', TENANT_BASE_URL: 'http://{slug}.localhost:1', ...environment },
  });
  if (!read.ok || read.value.target === 'embedded') throw new Error('the configuration of the test cannot be used');
  return read.value;
}

describe('planBootstrap', () => {
  let context: PlanContext;
  beforeAll(async () => {
    const inputs = await readInputs(DEFAULT_FILES, false);
    context = await createPlanContext(inputs, {
      seed: '1',
      profile: 'gate',
      targetKind: 'production',
      available: new Set(),
      isOwnOrg: false,
      mayCreate: false,
    });
  });

  const existing = configFrom({
    ORG_SLUG: 'acme',
    ORG_ID: '00000000-0000-4000-8000-000000000001',
    ORG_API_KEY: 'made-up-org-key',
    WORKSPACE_ID: '00000000-0000-4000-8000-000000000003',
    CP_ADMIN_BEARER: 'made-up-operator',
  });

  it('mints the token of a workspace that is configured, where it may create', () => {
    expect(planBootstrap(context, existing, true).map((step) => step.id)).toContain('token-of-workspace');
  });

  it.each(['org-key-of-otherOrg', 'make-foreign-workspace'])('aims %s at the second org alone', (id) => {
    const config = configFrom({ CP_ADMIN_BEARER: 'made-up-operator' });
    const step = planBootstrap(context, config, true).find((each) => each.id === id);
    const names = [...namesIn(step), ...(step?.needs ?? []), ...(step?.extracts ?? []).map(({ name }) => name)];
    expect(names.filter((name) => !name.startsWith('run.'))).not.toEqual([]);
    expect(names.filter((name) => /^(?:org|workspace)\.|^secret\.(?:org|tenant)/.test(name))).toEqual([]);
  });

  it('derives by reads alone where nothing may be made', () => {
    const steps = planBootstrap(context, existing, false);
    expect(steps.map((step) => step.request.method)).toEqual(steps.map(() => 'GET'));
    expect(steps.map((step) => step.id)).toEqual(['find-org', 'admin-token-of-org']);
  });
});
