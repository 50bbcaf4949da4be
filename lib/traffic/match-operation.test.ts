import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_FILES, readInputs, type Inputs } from '../setup/read-inputs.ts';
import { createMatcher, type ApiBase } from './match-operation.ts';

const BASES: readonly ApiBase[] = [
  { url: 'https://{slug}.example.com/t', service: 'tenant' },
  { url: 'https://api.example.com', service: 'cp' },
];

let inputs: Inputs;
beforeAll(async () => {
  inputs = await readInputs(DEFAULT_FILES, false);
});

function match(method: string, text: string, bases: readonly ApiBase[] = BASES): string {
  const url = new URL(text);
  const found = createMatcher(inputs.contract, inputs.data.aliases, bases)(method, { url, path: url.pathname });
  switch (found.kind) {
    case 'operation':
      return [found.operation.id, ...Object.values(found.path)].join(' ');
    case 'method':
      return `no ${method} beside ${found.onPath.id}`;
    case 'unknown':
      return `unknown ${found.service ?? ''} ${found.path}`;
    default:
      return found.kind;
  }
}

describe('a recorded request', () => {
  it.each([
    ['GET', 'https://api.example.com/api/v1/orgs', 'listOrgs'],
    ['GET', 'https://api.example.com/api/v1/orgs/acme%20co', 'getOrg acme co'],
    ['POST', 'https://api.example.com/api/v1/workspaces/provision', 'provisionWorkspace'],
    ['DELETE', 'https://api.example.com/api/v1/workspaces/provision', 'deprovisionWorkspace provision'],
    ['GET', 'https://acme.example.com/t/workspaces/w1/budget', 'tenantGetBudget w1'],
    ['PUT', 'https://api.example.com/api/v1/orgs/acme', 'no PUT beside getOrg'],
    ['GET', 'https://api.example.com/api/v1/orgs/acme/limits/17', 'unknown cp /api/v1/orgs/{slug}/limits/*'],
    ['GET', 'https://api.example.com/metrics', 'unknown cp /metrics'],
    ['GET', 'https://api.example.com/cp/orgs', 'alias'],
    ['GET', 'https://api.example.com/workspaces', 'alias'],
    ['GET', 'https://acme.example.com/workspaces', 'elsewhere'],
    ['GET', 'https://a.b.example.com/t/workspaces', 'elsewhere'],
    ['GET', 'https://other.example.net/api/v1/orgs', 'elsewhere'],
  ])('%s %s is %s', (method, url, found) => {
    expect(match(method, url)).toBe(found);
  });

  it.each([
    ['GET', 'http://127.0.0.1:4000/api/v1/orgs', 'listOrgs'],
    ['GET', 'http://acme.localhost:4001/workspaces', 'tenantListWorkspaces'],
    ['GET', 'http://acme.localhost:4001/health', 'unknown  /health'],
  ])('is found by its path where no base is known: %s %s is %s', (method, url, found) => {
    expect(match(method, url, [])).toBe(found);
  });
});
