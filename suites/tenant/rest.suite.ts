import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

defineSuite({
  title: 'tenant: operations under other tags',
  group: 'conformance',
  service: 'tenant',
  tag: 'rest',
});
