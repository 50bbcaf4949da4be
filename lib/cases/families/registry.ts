export { conformance } from './conformance.ts';
export { tierMatrix } from './tier-matrix.ts';
