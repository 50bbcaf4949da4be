// Bundles the program and its libraries into dist/, so that it starts at once. bin/conform.mjs does it anew when a source is newer.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { pageAssets } from '../lib/reporters/html/page-assets.ts';

const ROOT = join(import.meta.dirname, '..');
/** As deep as the sources, since both look for spec/ by a relative path. */
const BUNDLE = 'dist/cli/main.mjs';

/** Writes the bundle and the licences of what is in it. Throws what esbuild and the file system throw. */
export async function buildProgram(): Promise<void> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['lib/cli/main.ts'],
    outfile: BUNDLE,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    // It is loaded in a thread of its own, by the path of its package.
    external: ['@apidevtools/swagger-parser'],
    // Libraries that are CommonJS load modules of Node with it.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    plugins: [
      {
        name: 'page-assets',
        setup: (plugin) => {
          const contents = `const assets = ${JSON.stringify(pageAssets())}; export const pageAssets = () => assets;`;
          plugin.onLoad({ filter: /html.page-assets\.ts$/ }, () => ({ contents, loader: 'js' }));
        },
      },
    ],
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  replace('dist/LICENSES.txt', renderLicences(metafile));
  for (const { contents } of outputFiles) replace(BUNDLE, contents);
}

/** Puts a file in its place in one step: another process may be about to read it. */
function replace(name: string, contents: string | Uint8Array): void {
  const file = join(ROOT, name);
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, contents);
  renameSync(temporary, file);
}

/** The licences of the libraries in the bundle, one after the other. */
function renderLicences({ inputs }: Metafile): string {
  const names = Object.keys(inputs).flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
  return [...new Set(names)].sort().map(renderLicence).join('\n');
}

function renderLicence(name: string): string {
  const folder = join(ROOT, 'node_modules', name);
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file === undefined ? 'See its package.json.' : readFileSync(join(folder, file), 'utf8').trim();
  return `${name}\n${'-'.repeat(name.length)}\n\n${text}\n`;
}

if (
  process.argv[1] !== undefined &&
  existsSync(process.argv[1]) &&
  import.meta.url === pathToFileURL(process.argv[1]).href
)
  await buildProgram();
