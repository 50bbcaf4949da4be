import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'tenant: workspaces', family: 'conformance', service: 'tenant', tag: 'tenant-workspaces' });
