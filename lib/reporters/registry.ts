export { findingsJson } from './findings-json.ts';
export { json } from './json.ts';
