// Everything that is generated and committed; with --check nothing is written, and a stale file fails.
await import('./generate-env-example.ts');
await import('./generate-conformance-schema.ts');
await import('./generate-run-record-schema.ts');
