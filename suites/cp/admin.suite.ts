import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

await defineSuite({ title: 'control plane: admin', group: 'conformance', service: 'cp', tag: 'cp-admin' });
