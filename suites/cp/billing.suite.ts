import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'control plane: billing', group: 'conformance', service: 'cp', tag: 'cp-billing' });
