/** The tags that have a suite file of their own; `tests/architecture/suites.test.ts` holds this against files and contract. */
export const TAGS_WITH_SUITE: readonly string[] = [
  'cp-admin',
  'cp-billing',
  'cp-orgs',
  'cp-provision',
  'tenant-bundles',
  'tenant-org',
  'tenant-secrets',
  'tenant-workspaces',
];
