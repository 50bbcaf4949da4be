import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

await defineSuite({ title: 'tenant: workspaces', group: 'conformance', service: 'tenant', tag: 'tenant-workspaces' });
