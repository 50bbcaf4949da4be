export { defineSuite, type SuiteDefinition } from './define-suite.ts';
