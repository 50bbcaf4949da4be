import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'tenant: org', group: 'conformance', service: 'tenant', tag: 'tenant-org' });
