import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

defineSuite({ title: 'tenant: global secrets', group: 'conformance', service: 'tenant', tag: 'tenant-secrets' });
