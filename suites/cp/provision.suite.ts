import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

await defineSuite({ title: 'control plane: provisioning', group: 'conformance', service: 'cp', tag: 'cp-provision' });
