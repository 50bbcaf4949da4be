import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

defineSuite({ title: 'security matrix: tenant', group: 'security', service: 'tenant' });
