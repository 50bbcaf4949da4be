import type { SecretName } from '../config/variable-kinds.ts';

const OF_A_PERSON = 'and copy the value of the cookie mcp_session from the browser';
const DERIVED = 'or set CP_ADMIN_BEARER, from which a run derives it';

/** How somebody comes by a credential; follows the name of its variable and a colon. */
export const HOW_TO_GET: Readonly<Record<SecretName, string>> = {
  cpAdminBearer: "it is the operator's token: ask whoever runs the deployment for it",
  provisionSecret: 'tenant platforms share it with the control plane: ask whoever runs the deployment for it',
  ownerSession: `sign in as a person who owns the org, ${OF_A_PERSON}`,
  memberSession: `sign in as a plain member of the org, ${OF_A_PERSON}`,
  strangerSession: `sign in as a person who is no member of the org, ${OF_A_PERSON}`,
  noTermsSession: `sign in as a person who has not accepted the terms, ${OF_A_PERSON}`,
  noCreditSession: `sign in as a person without credit, ${OF_A_PERSON}`,
  tenantAdminToken: `adminGetTenantToken answers with it for ORG_SLUG; ${DERIVED}`,
  otherTenantAdminToken: `adminGetTenantToken answers with it for OTHER_ORG_SLUG; ${DERIVED}`,
  orgApiKey: `mint one in the org ORG_SLUG (tenantCreateOrgToken); ${DERIVED}`,
  otherOrgApiKey: `mint one in the org OTHER_ORG_SLUG (tenantCreateOrgToken); ${DERIVED}`,
  workspaceToken: `mint one for the workspace WORKSPACE_ID; ${DERIVED}`,
  otherWorkspaceToken: `mint one for the workspace OTHER_WORKSPACE_ID; ${DERIVED}`,
};
