import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

defineSuite({ title: 'tenant: bundles', group: 'conformance', service: 'tenant', tag: 'tenant-bundles' });
