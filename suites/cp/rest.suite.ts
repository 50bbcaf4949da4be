import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'control plane: operations under other tags', family: 'conformance', service: 'cp', tag: 'rest' });
