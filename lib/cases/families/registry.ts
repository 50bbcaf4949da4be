export { conformance } from './conformance.ts';
export { credentialVariants } from './credential-variants.ts';
export { routing } from './routing.ts';
export { tierMatrix } from './tier-matrix.ts';
export { waysAround } from './ways-around.ts';
export { wrongOwner } from './wrong-owner.ts';
