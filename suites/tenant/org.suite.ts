import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'tenant: org', family: 'conformance', service: 'tenant', tag: 'tenant-org' });
