import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

defineSuite({ title: 'control plane: billing', group: 'conformance', service: 'cp', tag: 'cp-billing' });
