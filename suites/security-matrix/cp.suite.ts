import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

defineSuite({ title: 'security matrix: control plane', group: 'security', service: 'cp' });
