import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'control plane: orgs', family: 'conformance', service: 'cp', tag: 'cp-orgs' });
