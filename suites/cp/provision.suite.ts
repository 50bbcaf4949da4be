import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

defineSuite({ title: 'control plane: provisioning', group: 'conformance', service: 'cp', tag: 'cp-provision' });
