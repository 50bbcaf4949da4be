import { readFileSync, statSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { HarnessError } from '../core/errors.ts';
import { parseHar, type HarTraffic } from '../exchange/parse-har.ts';
import type { ApiBase } from '../traffic/match-operation.ts';

const LARGEST_FILE = 200 * 1024 * 1024;
const NEXT = 'record it again as HAR 1.2 with contents, for example "Save all as HAR with content" in a browser';

/** Reads recorded traffic. Throws a `HarnessError` that names the file and the place in it. */
export function readTraffic(file: string): HarTraffic {
  const size = statSync(file, { throwIfNoEntry: false });
  if (size?.isFile() !== true) throw new HarnessError('usage', `there is no file ${file}`);
  if (size.size > LARGEST_FILE)
    throw new HarnessError(
      'usage',
      `${file} is larger than the ${LARGEST_FILE / 1024 / 1024} MB that are read at once`,
      ['split the recording, or record less of it'],
    );
  const parsed = parseHar(readText(file));
  if (parsed.ok) return parsed.value;
  throw new HarnessError('usage', `${file} is no HTTP archive that can be judged`, [
    ...parsed.error.map((problem) => `${file}:${/^\d/.test(problem) ? '' : ' '}${problem}`),
    NEXT,
  ]);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new HarnessError('usage', `${file} cannot be read (${code})`);
  }
}

/** Parses a value of `--base`: `https://api.example.com=cp`, or with `{slug}` in place of the name of an org. */
export function parseBase(text: string): ApiBase {
  const at = text.lastIndexOf('=');
  const service = text.slice(at + 1);
  const url = text.slice(0, Math.max(0, at));
  const isAddress = /^https?:\/\//i.test(url) && URL.canParse(url.replaceAll('{slug}', 'slug'));
  if (!isAddress || (service !== 'cp' && service !== 'tenant'))
    throw new InvalidArgumentError('It takes an address and the service that stood there: https://api.example.com=cp.');
  return { url, service };
}
