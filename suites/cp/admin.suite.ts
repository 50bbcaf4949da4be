import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

defineSuite({ title: 'control plane: admin', group: 'conformance', service: 'cp', tag: 'cp-admin' });
