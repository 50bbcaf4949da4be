import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** A text that the page carries inside itself, and the source expression that lets it run (CSP Level 3, section 2.3.1). */
export interface Asset {
  readonly text: string;
  readonly source: string;
}

/** What is written into the page beside its data, so that it needs no other file. */
export interface PageAssets {
  readonly style: Asset;
  /** Runs first and sets the theme. */
  readonly theme: Asset;
  readonly script: Asset;
}

let assets: PageAssets | undefined;

/** Style and scripts of the page, made once: the parts that are drawn here are the parts that run in the browser. */
export function loadAssets(): PageAssets {
  assets ??= {
    style: assetOf(readFileSync(new URL('./page.css', import.meta.url), 'utf8')),
    theme: assetOf(build(new URL('./client/theme.ts', import.meta.url))),
    script: assetOf(build(new URL('./client/main.ts', import.meta.url))),
  };
  return assets;
}

function build(entry: URL): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    format: 'iife',
    minify: true,
    charset: 'ascii',
    target: 'es2022',
    write: false,
  });
  const text = outputFiles[0]?.text ?? '';
  // What would end the element cannot stand in it (HTML, section 4.12.1.3).
  if (/<\/script|<!--/i.test(text)) throw new Error(`the script ${entry.pathname} would end its element`);
  return text;
}

function assetOf(text: string): Asset {
  return { text, source: `'sha256-${createHash('sha256').update(text).digest('base64')}'` };
}
