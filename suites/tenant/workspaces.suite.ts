import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

defineSuite({ title: 'tenant: workspaces', group: 'conformance', service: 'tenant', tag: 'tenant-workspaces' });
