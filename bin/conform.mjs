#!/usr/bin/env -S node --
// Node 20 reads `--env-file` even behind the name of the script, and ends where the file is not there; `--` keeps it from that.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const BUNDLE = at('dist/cli/main.mjs');

/** Whether a source is newer than the bundle, or there is none. A package has no sources. */
function isStale() {
  if (!existsSync(at('lib'))) return false;
  const builtMs = statSync(BUNDLE, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return ['lib', 'package.json', 'scripts/build.ts'].some((place) => newestIn(at(place)) > builtMs);
}

function newestIn(place) {
  const own = statSync(place, { throwIfNoEntry: false });
  if (own?.isDirectory() !== true) return own?.mtimeMs ?? 0;
  return Math.max(own.mtimeMs, ...readdirSync(place).map((name) => newestIn(`${place}/${name}`)));
}

/** Builds the bundle; where its folder cannot be written, says so with `false`. */
async function build(importSource) {
  try {
    const { buildProgram } = await importSource('../scripts/build.ts');
    await buildProgram();
    return true;
  } catch (error) {
    if (['EACCES', 'EROFS', 'EPERM', 'ENOSPC'].includes(error?.code)) return false;
    throw error;
  }
}

if (isStale()) {
  const { tsImport } = await import('tsx/esm/api');
  // Without it tsx looks for the settings of JSX where the command was called.
  const from = { parentURL: import.meta.url, tsconfig: at('tsconfig.json') };
  if (await build((place) => tsImport(place, from))) await import('../dist/cli/main.mjs');
  else await tsImport('../lib/cli/main.ts', from);
} else await import('../dist/cli/main.mjs');
