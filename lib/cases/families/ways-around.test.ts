import { describe, expect, it } from 'vitest';
import { casesOf, smallData } from '../../../tests/support/test-plan.ts';

const responses = { 200: { description: 'Fine.' }, 401: { description: 'Refused.' } };
const security = [{ cpAdminBearer: [] }];
const document = {
  paths: {
    '/api/v1/widgets': { get: { operationId: 'listWidgets', tags: ['cp-widgets'], security, responses } },
    '/api/v2/widgets': { get: { operationId: 'listNewWidgets', tags: ['cp-widgets'], security, responses } },
  },
  components: { securitySchemes: { cpAdminBearer: { type: 'http', scheme: 'bearer' } } },
};
const data = smallData({
  aliases: [
    {
      id: 'mirror',
      title: 'the mirror',
      service: 'cp',
      through: 'cp',
      path: { from: '/api/v1/', to: '/cp/' },
      callers: [{ as: 'anonymous' }],
      mirrors: ['Sunset'],
    },
  ],
});

describe('a alias with a path of its own', () => {
  it('is tried for the operations whose path it changes, and for no other', async () => {
    const cases = (await casesOf(document, data)).filter(({ variant }) => variant.startsWith('door-'));
    const probes = cases.map(({ id, steps }) => [id, steps.find(({ purpose }) => purpose === 'probe')?.request.path]);
    expect(probes).toEqual([
      ['listWidgets/ways-around/door-mirror-anonymous', '/cp/widgets'],
      ['listWidgets/ways-around/door-mirror-alike', '/cp/widgets'],
    ]);
  });
});
