import { headerOf, mediaTypeOf } from '../exchange/exchange.ts';
import type { HarEntry, HarTraffic } from '../exchange/parse-har.ts';
import type { MatchRequest, RecordedAddress, RequestMatch } from './match-operation.ts';

/** An entry that is judged, with what it is to the contract. */
export interface MatchedEntry {
  readonly entry: HarEntry;
  readonly address: RecordedAddress;
  readonly match: Extract<RequestMatch, { kind: 'operation' | 'method' }>;
}

/** A live path of an API host that the contract does not have. */
export interface UndocumentedEntry {
  readonly entry: HarEntry;
  readonly address: RecordedAddress;
  readonly path: string;
}

export interface SortedTraffic {
  readonly matched: readonly MatchedEntry[];
  readonly undocumented: readonly UndocumentedEntry[];
  /** Why entries are not judged, and how many. */
  readonly ignored: ReadonlyMap<string, number>;
  /** Hosts that were called and are none of the API's. */
  readonly otherHosts: readonly string[];
}

/**
 * Sorts what a recording holds: calls of the API, live paths that no contract covers, and everything else, which is counted with
 * its reason. Without configuration a host is taken for one of the API's when a path of the contract was answered with JSON there.
 */
export function sortTraffic({ entries }: HarTraffic, match: MatchRequest, isConfigured: boolean): SortedTraffic {
  const read = entries.map((entry) => ({ entry, address: parseAddress(entry.url) }));
  const apiOrigins = new Set(
    read.flatMap(({ entry, address }) =>
      address !== undefined && isJsonAnswer(entry) && match(entry.method, address).kind === 'operation'
        ? [address.url.origin]
        : [],
    ),
  );
  const matched: MatchedEntry[] = [];
  const undocumented: UndocumentedEntry[] = [];
  const ignored = new Map<string, number>();
  const otherHosts = new Set<string>();
  const ignore = (reason: string): void => void ignored.set(reason, (ignored.get(reason) ?? 0) + 1);
  for (const { entry, address } of read) {
    if (address === undefined) {
      ignore('not an address of HTTP');
      continue;
    }
    const found =
      !isConfigured && !apiOrigins.has(address.url.origin)
        ? ({ kind: 'elsewhere' } as const)
        : match(entry.method, address);
    const reason =
      found.kind === 'elsewhere' ? 'another host' : isCompared(entry) ? COMPARED : reasonToIgnore(entry, found);
    if (found.kind === 'elsewhere') otherHosts.add(address.url.host);
    if (reason !== undefined) ignore(reason);
    else if (found.kind === 'operation' || found.kind === 'method') matched.push({ entry, address, match: found });
    else if (found.kind === 'unknown') undocumented.push({ entry, address, path: found.path });
  }
  return { matched, undocumented, ignored, otherHosts: [...otherHosts].sort() };
}

function parseAddress(text: string): RecordedAddress | undefined {
  const [, path = '/'] = /^https?:\/\/[^/?#]*(\/[^?#]*)?/i.exec(text) ?? [undefined, undefined];
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? { url: new URL(text), path } : undefined;
}

const COMPARED = 'a probe of a run that only a comparison can judge';

/** What a run tries around a gate is answered in ways that the contract leaves open. */
function isCompared({ caseId }: HarEntry): boolean {
  return caseId !== undefined && /^[^/]+\/(?!conformance\/|tier-matrix\/)[a-z-]+\//.test(caseId);
}

function isJsonAnswer({ headers }: HarEntry): boolean {
  return /^application\/(?:[\w.-]+\+)?json$/.test(mediaTypeOf(headers) ?? '');
}

function reasonToIgnore(entry: HarEntry, match: RequestMatch): string | undefined {
  const { status, method } = entry;
  if (status === 0) return 'no answer was recorded';
  if (status < 200) return 'an interim answer, or another protocol';
  if (entry.isFromCache || status === 304) return 'answered from a cache';
  if (status === 429) return 'asked too often (429)';
  if (method === 'OPTIONS' && match.kind !== 'operation') return 'a preflight of the browser';
  if (method === 'HEAD' && match.kind !== 'operation') return 'HEAD, which the contract does not describe';
  if (match.kind === 'door') return `through another address: ${match.title}`;
  if (match.kind !== 'unknown') return isProxyAnswer(entry) ? 'a proxy answered in place of the service' : undefined;
  if (status >= 300) return 'an unknown path that was not answered with a success';
  return isJsonAnswer(entry) ? undefined : 'a page, a script, an image: nothing of the API';
}

/** RFC 9110, sections 15.6.3 to 15.6.5. */
function isProxyAnswer({ status, headers }: HarEntry): boolean {
  return status >= 502 && status <= 504 && /^text\/html/i.test(headerOf(headers, 'content-type') ?? '');
}
