export { csv } from './csv.ts';
export { findingsJson } from './findings-json.ts';
export { html } from './html.ts';
export { json } from './json.ts';
export { junit } from './junit.ts';
export { markdown } from './markdown.ts';
export { overlay } from './overlay.ts';
export { sarif } from './sarif.ts';
