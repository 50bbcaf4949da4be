import { createCallers, type Tier } from '../../contract/callers.ts';
import { defined } from '../../core/defined.ts';
import { findCredential, type SecretName } from './credentials.ts';

/** The callers of Molecule, in the order of the columns of the matrix. */
export const CALLERS = createCallers([
  holderOf('owner-session', 'session of the owner', ['ownerSession']),
  holderOf('member-session', 'session of a member', ['memberSession']),
  holderOf('stranger-session', 'session of a stranger', ['strangerSession']),
  holderOf('cp-admin', 'CP admin bearer', ['cpAdminBearer']),
  holderOf('provision-secret', 'provision secret', ['provisionSecret']),
  holderOf('deprovision-pair', 'deprovision pair', ['provisionSecret', 'tenantAdminToken']),
  // The admin token is that of a tenant which does not own the workspace.
  holderOf('deprovision-pair-other', "deprovision pair, other tenant's token", [
    'provisionSecret',
    'otherTenantAdminToken',
  ]),
  holderOf('tenant-admin-token', 'tenant admin token alone', ['tenantAdminToken']),
  holderOf('org-key', 'org key', ['orgApiKey']),
  holderOf('other-org-key', "other org's key", ['otherOrgApiKey']),
  holderOf('workspace-token', 'workspace token', ['workspaceToken']),
  holderOf('other-workspace-token', "other workspace's token", ['otherWorkspaceToken']),
]);

function holderOf(id: string, title: string, secrets: readonly SecretName[]): Tier {
  const credentials = secrets.flatMap((secret) => findCredential(secret) ?? []);
  const owners = new Set(credentials.map(({ belongsTo }) => belongsTo));
  const home = owners.has('otherWorkspace')
    ? { workspace: 'otherWorkspace' }
    : owners.has('otherOrg')
      ? { org: 'otherOrg', workspace: 'otherWorkspace' }
      : undefined;
  return {
    id,
    title,
    holds: credentials.map(({ name, scheme, belongsTo }) => ({
      scheme,
      secret: name,
      holder: belongsTo === 'otherOrg' || belongsTo === 'otherWorkspace' ? 'other' : 'own',
    })),
    ...defined({ membership: credentials.find(({ person }) => person !== undefined)?.person?.membership, home }),
  };
}
