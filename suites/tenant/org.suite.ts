import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

await defineSuite({ title: 'tenant: org', group: 'conformance', service: 'tenant', tag: 'tenant-org' });
