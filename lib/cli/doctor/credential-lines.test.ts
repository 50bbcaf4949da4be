import { beforeAll, describe, expect, it } from 'vitest';
import type { ConformanceData } from '../../cases/operation-data.ts';
import type { RemoteConfig } from '../../config/config.ts';
import { limitsFrom } from '../../config/limits.ts';
import { DEFAULT_FILES, readInputs } from '../../setup/read-inputs.ts';
import { credentialLines, type CredentialQuestion } from './credential-lines.ts';
import type { DoctorLine } from './line.ts';

const config: RemoteConfig = {
  target: 'remote',
  kind: 'shared',
  name: 'staging',
  cpBaseUrl: 'https://api.example.com',
  tenantBaseUrl: 'https://{slug}.example.com',
  secrets: { cpAdminBearer: 'words-of-the-operator', ownerSession: 'words-of-the-owner' },
  limits: limitsFrom({}, 'remote'),
};

describe('credentialLines', () => {
  let data: ConformanceData;
  beforeAll(async () => {
    data = (await readInputs(DEFAULT_FILES, false)).data;
  });

  function lineOf(name: string, question: Partial<CredentialQuestion> = {}): DoctorLine | undefined {
    const lines = credentialLines({
      config,
      data,
      derivable: new Set(['secret.orgApiKey']),
      trials: new Map(),
      ...question,
    });
    expect(JSON.stringify(lines)).not.toContain('words-of');
    return lines.find(({ what }) => what === name);
  }

  it('asks for nothing that only a service out of scope could give', () => {
    const { tenantBaseUrl: _, ...controlPlane } = config;
    expect(lineOf('ORG_API_KEY', { config: controlPlane })).toBeUndefined();
    expect(lineOf('TENANT_ADMIN_TOKEN', { config: controlPlane })).toBeDefined();
    const { cpBaseUrl: __, ...tenant } = { ...config, secrets: { orgApiKey: 'words-of-the-org' } };
    expect(lineOf('CP_ADMIN_BEARER', { config: tenant })).toBeUndefined();
    expect(lineOf('OWNER_SESSION', { config: tenant })).toBeUndefined();
    expect(lineOf('TENANT_ADMIN_TOKEN', { config: tenant })).toMatchObject({ state: 'warn' });
  });

  it('shows a credential that is accepted', () => {
    const trials = new Map([['cp-admin', { kind: 'accepted', operationId: 'adminListOrgs' } as const]]);
    expect(lineOf('CP_ADMIN_BEARER', { trials })).toEqual({
      state: 'ok',
      what: 'CP_ADMIN_BEARER',
      detail: 'set, and accepted by adminListOrgs',
    });
  });

  it('fails where the operator is refused, and only warns where somebody else is', () => {
    const refused = { kind: 'refused', operationId: 'listOrgs', outcome: 'answered 401' } as const;
    const trials = new Map([
      ['cp-admin', refused],
      ['owner-session', refused],
    ]);
    expect(lineOf('CP_ADMIN_BEARER', { trials })).toMatchObject({
      state: 'fail',
      exitCode: 2,
      detail: expect.stringContaining('answered 401') as string,
    });
    expect(lineOf('OWNER_SESSION', { trials })).toMatchObject({ state: 'warn' });
  });

  it('proposes the accommodation for what the answer says is missing', () => {
    const proposal = 'listOrgs: { headers: { X-Org: ... } }';
    const trials = new Map([
      ['owner-session', { kind: 'refused', operationId: 'listOrgs', outcome: 'answered 400', proposal } as const],
    ]);
    expect(lineOf('OWNER_SESSION', { trials })).toMatchObject({
      next: `if the target demands it, say so in a file for --accommodations: ${proposal}`,
    });
  });

  it('points to the operator only where the control plane is in scope', () => {
    const derivable = new Set<string>();
    expect(JSON.stringify(lineOf('ORG_API_KEY', { derivable }))).toContain('or set CP_ADMIN_BEARER');
    const { cpBaseUrl: _, ...tenant } = { ...config, secrets: { orgApiKey: 'words-of-the-org' } };
    for (const { next } of credentialLines({ config: tenant, data, derivable }).map((line) => ({ next: '', ...line })))
      expect(next).not.toContain('CP_ADMIN_BEARER');
  });

  it('does not take a credential for good that nobody has tried', () => {
    expect(lineOf('OWNER_SESSION')).toMatchObject({ state: 'warn', detail: 'set, but not tried: only a run does' });
    const trials = new Map([['owner-session', { kind: 'not-tried', reason: 'no read' } as const]]);
    expect(lineOf('OWNER_SESSION', { trials })).toMatchObject({ state: 'warn', detail: 'set, but not tried: no read' });
    const lines = credentialLines({ config, data, derivable: new Set() });
    expect(lines.find(({ what }) => what === 'OWNER_SESSION')).toMatchObject({
      state: 'warn',
      detail: expect.stringContaining('not reached') as string,
    });
  });

  it('says what a run derives', () => {
    expect(lineOf('ORG_API_KEY')).toEqual({ state: 'ok', what: 'ORG_API_KEY', detail: 'not set; a run derives it' });
  });

  it('says what a missing credential costs, and how to get it', () => {
    expect(lineOf('PROVISION_SECRET')).toEqual({
      state: 'warn',
      what: 'PROVISION_SECRET',
      detail:
        'missing: the columns provision-secret, deprovision-pair, deprovision-pair-other of the tier matrix cannot be judged',
      next: expect.stringContaining('set PROVISION_SECRET: tenant platforms share it') as string,
    });
    expect(lineOf('NO_TERMS_SESSION')).toMatchObject({
      detail: expect.stringContaining('the cases of session of somebody who has not accepted the terms') as string,
    });
  });
});
