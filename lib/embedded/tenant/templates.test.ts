import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../core/json.ts';
import { createTestTenant } from '../../../tests/support/test-tenant.ts';

describe('templates', () => {
  const tenant = createTestTenant();
  const send = (body: JsonValue) => tenant.call('tenantImportTemplate', { body });

  it('are imported under a name that is not taken, and listed with what they say', async () => {
    const files = { 'config.yaml': 'name: Mine\ntier: 4\nmodel: some-model  \ndescription:\nruntime: hermes' };
    const imported = await send({ name: 'My  Own!', files });
    expect(imported).toEqual({ status: 201, body: { status: 'imported', id: 'my-own', name: 'My  Own!' } });
    expect(await send({ name: 'my own', files: {} })).toEqual({ status: 409, body: { error: 'the name is taken' } });
    const { body } = await tenant.call('tenantListTemplates');
    expect(body).toEqual([
      { id: 'assistant', name: 'Assistant', description: '', tier: 2, runtime: 'langgraph', model: '' },
      { id: 'coder', name: 'Coder', description: '', tier: 3, runtime: 'claude-code', model: '' },
      { id: 'my-own', name: 'My  Own!', description: '', tier: 4, runtime: 'hermes', model: 'some-model' },
    ]);
  });

  it.each<JsonValue>([{}, { name: 'n' }, { files: {} }, { name: '-', files: {} }, { name: 'n', files: { a: 1 } }])(
    'refuses %j',
    async (body) => {
      expect((await send(body)).status).toBe(400);
    },
  );

  it('of orgs are listed with their workspaces', async () => {
    expect(await tenant.call('tenantListOrgTemplates')).toEqual({
      status: 200,
      body: [
        {
          dir: 'small-team',
          name: 'Small team',
          description: 'A lead and two workers',
          workspaces: ['Lead', 'Writer', 'Reviewer'],
        },
      ],
    });
  });
});
