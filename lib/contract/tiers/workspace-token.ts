import type { Tier } from '../tier.ts';

/** The token of the workspace under test. */
export const workspaceToken: Tier = {
  id: 'workspace-token',
  title: 'workspace token',
  column: 12,
  holds: [{ scheme: 'workspaceToken', secret: 'workspaceToken', holder: 'own' }],
};
