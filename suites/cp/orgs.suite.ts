import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

defineSuite({ title: 'control plane: orgs', group: 'conformance', service: 'cp', tag: 'cp-orgs' });
