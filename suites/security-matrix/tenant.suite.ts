import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

await defineSuite({ title: 'security matrix: tenant', group: 'security', service: 'tenant' });
