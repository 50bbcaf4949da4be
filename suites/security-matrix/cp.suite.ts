import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

await defineSuite({ title: 'security matrix: control plane', group: 'security', service: 'cp' });
