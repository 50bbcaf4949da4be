import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'security matrix: tenant', group: 'security', service: 'tenant' });
