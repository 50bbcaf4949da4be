import { escapeRegExp } from '../core/text.ts';

const SLUG = '{slug}';
const PLACEHOLDER = 'slug-placeholder';
const HOST_LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';

/**
 * The origins that may be called, from base URLs in which `{slug}` stands for the name of an org. Whatever a response or a
 * slip in a template points at, nothing else is called.
 */
export function compileAllowedOrigins(baseUrls: readonly string[]): (origin: string) => boolean {
  const patterns = baseUrls.map((baseUrl) => {
    const origin = new URL(baseUrl.replaceAll(SLUG, PLACEHOLDER)).origin;
    return new RegExp(`^${escapeRegExp(origin).replaceAll(PLACEHOLDER, HOST_LABEL)}$`, 'i');
  });
  return (origin) => patterns.some((pattern) => pattern.test(origin));
}
