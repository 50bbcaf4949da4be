import type { Tier } from '../tier.ts';

/** An Org API Key of another org. */
export const otherOrgKey: Tier = {
  id: 'other-org-key',
  title: "other org's key",
  column: 11,
  holds: [{ scheme: 'orgApiKey', secret: 'otherOrgApiKey', holder: 'other' }],
};
