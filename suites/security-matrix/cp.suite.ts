import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'security matrix: control plane', group: 'security', service: 'cp' });
