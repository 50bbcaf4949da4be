#!/usr/bin/env node
// The program runs from its TypeScript sources: vitest needs the suite files on disk as they are.
import { tsImport } from 'tsx/esm/api';

await tsImport('../lib/cli/main.ts', import.meta.url);
