import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Occurrence } from '../../lib/findings/finding.ts';
import { DEFAULT_FILES } from '../../lib/setup/read-inputs.ts';
import { occurrencesOf } from '../../lib/findings/merge-into-causes.ts';
import { runInProcess } from '../support/run-in-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'conform-'));
afterAll(() => rmSync(directory, { recursive: true }));

const LINES = readFileSync(DEFAULT_FILES.contract, 'utf8').split('\n');

/** Index of the first line that is `text`, from another one on. */
function find(text: string, from = 0): number {
  const index = LINES.findIndex((line, at) => at >= from && line.trim() === text);
  if (index < 0) throw new Error(`the contract has no line "${text}" below line ${from}`);
  return index;
}

describe('an edition of the contract that the deployment was not built to', () => {
  // As the program names it: from the folder that it was started in.
  const file = relative(process.cwd(), join(directory, 'edited.yaml'));
  const line = { path: 0, member: 0, security: 0 };
  let findings: readonly Occurrence[];

  beforeAll(async () => {
    const path = find('/api/v1/orgs/{slug}/export:');
    const required = find('required:', find('ProvisionStatus:'));
    const security = find('security:', find('operationId: adminListThinAmi'));
    const edited = LINES.map((text, index) => {
      if (index === path) return text.replace('/export', '/dump');
      if (index === security + 1) return text.replace('cpAdminBearer', 'provisionSecret');
      return index === required + 1 ? `        - region\n${text}` : text;
    });
    writeFileSync(file, edited.join('\n'));
    const shift = (index: number): number => index + 1 + (index > required ? 1 : 0);
    Object.assign(line, { path: shift(path), member: required + 2, security: shift(security) });
    const only = ['exportOrg', 'getProvisionStatus', 'adminListThinAmi', 'adminListRuntimeImage', 'getOrg'];
    findings = occurrencesOf((await runInProcess({ spec: file, only })).record.findings);
  }, 300_000);

  it('is held against it: what drifts is what was edited, and nothing else', () => {
    const drifts = new Set(findings.map(({ operationId, rule }) => `${operationId} ${rule}`));
    expect([...drifts].sort()).toEqual([
      'adminListThinAmi auth.valid-refused',
      'adminListThinAmi auth.wrong-tier-accepted',
      'exportOrg surface.operation-missing',
      'getProvisionStatus body.required',
    ]);
  });

  it('names the renamed path, at its operation in that file', () => {
    const renamed = findings.filter(({ operationId }) => operationId === 'exportOrg');
    expect(renamed).toHaveLength(1);
    expect(renamed[0]).toMatchObject({
      path: '/api/v1/orgs/{slug}/dump',
      place: { kind: 'status' },
      clause: { position: { file, line: line.path + 1, column: 5 } },
    });
  });

  it('names the member that is missing, at the line that requires it', () => {
    const missing = findings.filter(({ operationId }) => operationId === 'getProvisionStatus');
    expect(missing).toHaveLength(1);
    expect(missing[0]).toMatchObject({
      expected: 'the required member "region"',
      seen: 'no such member',
      place: { kind: 'body', status: 200, pointer: '/region' },
      clause: { position: { file, line: line.member, column: 11 } },
    });
  });

  it('names who gets in and who does not, at the security that was swapped', () => {
    const swapped = findings.filter(({ operationId }) => operationId === 'adminListThinAmi');
    expect(swapped.map(({ tier, severity }) => `${severity} ${tier ?? ''}`).sort()).toEqual([
      'critical cp-admin',
      'major deprovision-pair',
      'major deprovision-pair-other',
      'major provision-secret',
    ]);
    for (const { clause } of swapped) expect(clause.position).toEqual({ file, line: line.security, column: 7 });
  });
});
