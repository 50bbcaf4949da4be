import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCallers } from '../../lib/contract/callers.ts';
import { derivePlatform } from '../../lib/platform/derived.ts';
import type { Platform } from '../../lib/platform/platform.ts';

/** What the toy takes for a credential, by the name of the secret. */
export const TOY_SECRETS = { shopKey: 'toy-key-000000', clerkToken: 'toy-token-11111' } as const;

const item = { type: 'object', required: ['id'], properties: { id: { type: 'string' } }, additionalProperties: false };
const failure = { type: 'object', required: ['error'], properties: { error: { type: 'string' } } };
const json = (description: string, schema: object) => ({ description, content: { 'application/json': { schema } } });
const challenge = { headers: { 'WWW-Authenticate': { required: true, schema: { type: 'string' } } } };
const refused = { ...json('Refused.', failure), ...challenge };

/** For tests: the contract of a shop with an open operation, one that takes a key in a header, and one that takes a bearer. */
export const TOY_CONTRACT = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  paths: {
    '/hours': { get: { operationId: 'readHours', security: [], responses: { 200: json('Open.', item) } } },
    '/items': {
      get: { operationId: 'listItems', security: [{ key: [] }], responses: { 200: json('All.', item), 401: refused } },
    },
    '/till': {
      get: { operationId: 'readTill', security: [{ clerk: [] }], responses: { 200: json('It.', item), 401: refused } },
    },
  },
  components: {
    securitySchemes: {
      key: { type: 'apiKey', in: 'header', name: 'X-Shop-Key' },
      clerk: { type: 'http', scheme: 'bearer' },
    },
  },
};

/** For tests: a second platform. It has one service and two callers; it does not route, and has nothing to set up. */
export const TOY: Platform = {
  ...derivePlatform({ document: {}, securitySchemes: new Map() }),
  id: 'toy',
  services: [{ id: 'shop', title: 'the shop', isA: 'the shop' }],
  serviceOf: () => 'shop',
  callers: createCallers([
    { id: 'customer', title: 'a customer', holds: [{ scheme: 'key', secret: 'shopKey', holder: 'own' }] },
    { id: 'clerk', title: 'a clerk', holds: [{ scheme: 'clerk', secret: 'clerkToken', holder: 'own' }] },
  ]),
  secrets: [
    { name: 'shopKey', variable: 'SHOP_KEY' },
    { name: 'clerkToken', variable: 'CLERK_TOKEN' },
  ],
  scopeOf: () => ({ services: ['shop'], lacks: () => false, isRouted: false }),
};

/** For tests: a server of the toy. With `isOpen` it lets everybody in. */
export async function startToy(isOpen = false): Promise<{ readonly server: Server; readonly url: string }> {
  const opens: Readonly<Record<string, (named: readonly string[]) => boolean>> = {
    '/hours': () => true,
    '/items': (named) => named.includes(`x-shop-key: ${TOY_SECRETS.shopKey}`),
    '/till': (named) =>
      named.filter((line) => line.startsWith('authorization:')).join() ===
      `authorization: Bearer ${TOY_SECRETS.clerkToken}`,
  };
  const server = createServer(({ method = '', url = '', rawHeaders }, response) => {
    const named = rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [`${name.toLowerCase()}: ${rawHeaders[index + 1] ?? ''}`] : [],
    );
    const gate = opens[url.split('?')[0] ?? ''];
    const isMethod = ['GET', 'HEAD'].includes(method);
    const status = gate === undefined ? 404 : !isMethod ? 405 : isOpen || gate(named) ? 200 : 401;
    response.writeHead(status, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
      ...(status === 405 ? { Allow: 'GET, HEAD' } : {}),
    });
    response.end(method === 'HEAD' ? '' : JSON.stringify(status === 200 ? { id: 'a' } : { error: 'no' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}` };
}
