import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'control plane: billing', family: 'conformance', service: 'cp', tag: 'cp-billing' });
