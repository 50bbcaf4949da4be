import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'control plane: provisioning', group: 'conformance', service: 'cp', tag: 'cp-provision' });
