import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** The style and the scripts that the page of a run carries. */
interface PageAssets {
  readonly style: string;
  /** The script that runs first and sets the theme. */
  readonly theme: string;
  readonly script: string;
}

let assets: PageAssets | undefined;

/**
 * Builds the style and the scripts of the page from their sources, once. The script holds the parts that are drawn here too. In the
 * bundle this file is replaced by what it gives.
 */
export function pageAssets(): PageAssets {
  assets ??= {
    style: readFileSync(new URL('page.css', import.meta.url), 'utf8'),
    theme: build(new URL('client/theme.ts', import.meta.url)),
    script: build(new URL('client/main.tsx', import.meta.url)),
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
  // A text that ends the element cannot stand in it (HTML, section 4.12.1.3).
  if (/<\/script|<!--/i.test(text)) throw new Error(`the script ${entry.pathname} would end its element`);
  return text;
}
