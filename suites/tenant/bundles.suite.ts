import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

await defineSuite({ title: 'tenant: bundles', group: 'conformance', service: 'tenant', tag: 'tenant-bundles' });
