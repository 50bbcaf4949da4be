import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

await defineSuite({ title: 'control plane: orgs', group: 'conformance', service: 'cp', tag: 'cp-orgs' });
