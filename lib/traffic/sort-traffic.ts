import { splitCaseId } from '../core/case-id.ts';
import { headerOf, mediaTypeOf } from '../exchange/exchange.ts';
import type { HarEntry, HarTraffic } from '../exchange/parse-har.ts';
import type { MatchRequest, RecordedAddress, RequestMatch } from './match-operation.ts';

/** An entry that is judged, with the part of the contract that it belongs to. */
export interface MatchedEntry {
  readonly entry: HarEntry;
  readonly address: RecordedAddress;
  readonly match: Extract<RequestMatch, { kind: 'operation' | 'method' }>;
}

/** An entry with a path that works on a host of the API but is not in the contract. */
export interface UndocumentedEntry {
  readonly entry: HarEntry;
  readonly address: RecordedAddress;
  readonly path: string;
}

export interface SortedTraffic {
  readonly matched: readonly MatchedEntry[];
  readonly undocumented: readonly UndocumentedEntry[];
  readonly ignored: readonly IgnoredEntries[];
}

/** Why a number of entries is not judged. */
interface IgnoredEntries {
  readonly reason: string;
  readonly count: number;
  /** The hosts that they were sent to, if the reason is that these are not the API's; else empty. */
  readonly otherHosts: readonly string[];
}

/**
 * Sorts the entries of a recording into calls of the API, paths that the contract does not have, and ignored entries. Without
 * configuration a host counts as the API's if it answered a path of the contract with JSON.
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
  const ignored = new Map<string, { count: number; readonly otherHosts: Set<string> }>();
  const ignore = (reason: string, otherHosts: readonly string[] = []): void => {
    const entries = ignored.get(reason) ?? { count: 0, otherHosts: new Set() };
    ignored.set(reason, entries);
    entries.count += 1;
    for (const host of otherHosts) entries.otherHosts.add(host);
  };
  for (const { entry, address } of read) {
    if (address === undefined) {
      ignore('not an address of HTTP');
      continue;
    }
    const found =
      !isConfigured && !apiOrigins.has(address.url.origin)
        ? ({ kind: 'elsewhere' } as const)
        : match(entry.method, address);
    if (found.kind === 'elsewhere') {
      ignore('another host', [address.url.host]);
      continue;
    }
    const reason = isCompared(entry) ? COMPARED : reasonToIgnore(entry, found);
    if (reason !== undefined) ignore(reason);
    else if (found.kind === 'operation' || found.kind === 'method') matched.push({ entry, address, match: found });
    else if (found.kind === 'unknown') undocumented.push({ entry, address, path: found.path });
  }
  return {
    matched,
    undocumented,
    ignored: [...ignored].map(([reason, { count, otherHosts }]) => ({
      reason,
      count,
      otherHosts: [...otherHosts].sort(),
    })),
  };
}

function parseAddress(text: string): RecordedAddress | undefined {
  const [, path = '/'] = /^https?:\/\/[^/?#]*(\/[^?#]*)?/i.exec(text) ?? [undefined, undefined];
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? { url: new URL(text), path } : undefined;
}

const COMPARED = 'a probe of a run that only a comparison can judge';

/** Tells whether a run sent the entry for a case of another family: the contract leaves open how those are answered. */
function isCompared({ caseId }: HarEntry): boolean {
  return caseId !== undefined && !['conformance', 'tier-matrix', undefined].includes(splitCaseId(caseId).family);
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
  if (match.kind === 'alias') return `through another address: ${match.title}`;
  if (match.kind !== 'unknown') return isProxyAnswer(entry) ? 'a proxy answered in place of the service' : undefined;
  if (status >= 300) return 'an unknown path that was not answered with a success';
  return isJsonAnswer(entry) ? undefined : 'a page, a script, an image: nothing of the API';
}

/** Tells whether a gateway answered with its own page (RFC 9110, sections 15.6.3 to 15.6.5). */
function isProxyAnswer({ status, headers }: HarEntry): boolean {
  return status >= 502 && status <= 504 && /^text\/html/i.test(headerOf(headers, 'content-type') ?? '');
}
