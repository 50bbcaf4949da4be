import { defineSuite } from '../../lib/suite-kit/define-suite.ts';

defineSuite({
  title: 'control plane: operations under other tags',
  group: 'conformance',
  service: 'cp',
  tag: 'rest',
});
