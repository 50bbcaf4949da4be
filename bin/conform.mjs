#!/usr/bin/env -S node --
// Node 20 reads `--env-file` even behind the name of the script, and ends where the file is not there; `--` keeps it from that.
// The program runs from its TypeScript sources: vitest needs the suite files on disk as they are.
import { tsImport } from 'tsx/esm/api';

await tsImport('../lib/cli/main.ts', import.meta.url);
