import { describe, expect, it } from 'vitest';
import { operationsOf } from '../../lib/findings/merge-into-causes.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { PATIENCE_MS } from './describe-detection.ts';

describe('a fault on several operations of one service', () => {
  it.each([['omits-challenge', 'header.www-authenticate', ['adminListThinAmi', 'listInvoices']]])(
    '%s is one finding',
    async (fault, rule, operations) => {
      const { record } = await runInProcess({ fault: [fault], only: operations });
      expect(record.findings.map((finding) => [finding.rule, operationsOf(finding)])).toEqual([[rule, operations]]);
      expect(record.because).toMatch(/^1 finding at or above |; 1 finding that does not fail it/);
    },
    PATIENCE_MS,
  );

  it(
    'a session that opens a tenant is one finding, behind a guard that wants the id of the org too, and beside a bearer',
    async () => {
      const { record } = await runInProcess({
        fault: ['accepts-session-on-tenant-routes', 'demands-org-id-before-credential'],
        only: ['tenantListOrgTokens', 'tenantListGlobalSecrets'],
      });
      expect(record.findings.map((each) => [each.rule, each.service, operationsOf(each), each.expected])).toEqual([
        [
          'auth.wrong-tier-accepted',
          'tenant',
          ['tenantListGlobalSecrets', 'tenantListOrgTokens'],
          'a refusal (401 or 403): workosSession is not listed here',
        ],
        [
          'tenant.routing-demanded',
          'tenant',
          ['tenantListOrgTokens'],
          'an answer about the credential, with X-Molecule-Org-Slug alone',
        ],
      ]);
      const beside = record.matrix.filter(({ variant }) => variant?.endsWith('session-beside-wrong-bearer') === true);
      expect(beside.map(({ tier, verdict, followsFrom }) => [tier, verdict, followsFrom !== undefined])).toEqual([
        ['owner-session', 'drift', true],
        ['owner-session', 'drift', true],
      ]);
    },
    PATIENCE_MS,
  );

  it(
    'the families of a wrong credential are told from the plain one when they are sent without the matrix',
    async () => {
      const { record } = await runInProcess({
        fault: ['accepts-session-on-tenant-routes'],
        only: ['tenantListOrgTokens'],
        family: ['credential-variants'],
      });
      expect(record.findings.map(({ rule, place }) => [rule, place])).toEqual([
        ['auth.wrong-tier-accepted', { kind: 'access' }],
      ]);
    },
    PATIENCE_MS,
  );
});
