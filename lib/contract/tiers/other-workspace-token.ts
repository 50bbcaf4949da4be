import type { Tier } from '../tier.ts';

/** The token of another workspace of the same org. */
export const otherWorkspaceToken: Tier = {
  id: 'other-workspace-token',
  title: "other workspace's token",
  column: 13,
  holds: [{ scheme: 'workspaceToken', secret: 'otherWorkspaceToken', holder: 'other' }],
};
