import { defineSuite } from '../../lib/suite-kit/index.ts';

await defineSuite({ title: 'control plane: orgs', group: 'conformance', service: 'cp', tag: 'cp-orgs' });
