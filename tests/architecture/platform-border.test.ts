import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
/** Words of a platform, in names, in texts and in comments. */
const WORDS = /tenant|org\b|workspace|molecule|control plane/gi;
/** Where they belong. */
const AT_HOME = ['lib/platform/', 'lib/embedded/'];

/** Counts the words in each file of lib that has any, without tests and without the folders where they belong. */
function countWords(): Readonly<Record<string, number>> {
  const files = readdirSync(join(ROOT, 'lib'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test)\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((file) => AT_HOME.every((folder) => !file.startsWith(folder)))
    .sort();
  return Object.fromEntries(
    files.flatMap((file) => {
      const words = readFileSync(join(ROOT, file), 'utf8').match(WORDS)?.length ?? 0;
      return words === 0 ? [] : [[file, words] as const];
    }),
  );
}

describe('the words of a platform', () => {
  // The file holds what is left. A number is lowered when a word goes, and an entry is removed with the last; none is raised.
  it('stand in no file outside of it but those that are still to be mended, and not more often', () => {
    const left: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'platform-words.json'), 'utf8'));
    expect(countWords()).toEqual(left);
  });
});
