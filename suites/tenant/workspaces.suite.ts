import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'tenant: workspaces', group: 'conformance', service: 'tenant', tag: 'tenant-workspaces' });
