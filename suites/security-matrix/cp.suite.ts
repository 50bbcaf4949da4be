import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'tier matrix: control plane', family: 'tier-matrix', service: 'cp' });
