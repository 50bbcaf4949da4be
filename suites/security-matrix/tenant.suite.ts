import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'tier matrix: tenant', family: 'tier-matrix', service: 'tenant' });
