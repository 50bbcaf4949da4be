import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'tenant: bundles', group: 'conformance', service: 'tenant', tag: 'tenant-bundles' });
