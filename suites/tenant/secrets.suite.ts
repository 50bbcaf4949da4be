import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'tenant: global secrets', family: 'conformance', service: 'tenant', tag: 'tenant-secrets' });
