import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

defineSuite({ title: 'tenant: org', group: 'conformance', service: 'tenant', tag: 'tenant-org' });
