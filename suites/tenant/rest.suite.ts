import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'tenant: operations under other tags', family: 'conformance', service: 'tenant', tag: 'rest' });
