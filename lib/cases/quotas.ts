import type { Case, Sequence, RequestTemplate } from './case.ts';
import type { ConformanceData } from './operation-data.ts';

/** How often a rare operation is carried out, by operation and the tenant that counts. */
export type QuotaUse = ReadonlyMap<string, number>;

/** Ids of the operations that have a quota of their own. */
export function rareOperations(data: ConformanceData): ReadonlySet<string> {
  return new Set(Object.keys(data.quotas));
}

/** Counts the requests that have a quota, by operation and tenant. */
export function countUses(data: ConformanceData, requests: readonly RequestTemplate[]): QuotaUse {
  const uses = new Map<string, number>();
  for (const request of requests) {
    if (data.quotas[request.operationId] === undefined) continue;
    const key = keyOf(request);
    uses.set(key, (uses.get(key) ?? 0) + 1);
  }
  return uses;
}

/**
 * Withholds every case that would go beyond a quota, `reserved` being used up before the first case. Sequences are gone through in
 * the order of the contract, so what is withheld depends on that order.
 */
export function keepWithinQuotas(
  data: ConformanceData,
  sequences: readonly Sequence[],
  reserved: QuotaUse,
): { readonly sequences: readonly Sequence[]; readonly uses: QuotaUse } {
  let uses = reserved;
  const kept = sequences.map((sequence) => ({
    ...sequence,
    cases: sequence.cases.map((testCase): Case => {
      if (testCase.withheld !== undefined) return testCase;
      const more = countUses(data, succeedingRequests(testCase));
      const together = addUses(uses, more);
      const exceeded = [...more.keys()].find((key) => (together.get(key) ?? 0) > (quotaOf(data, key)?.perHour ?? 0));
      if (exceeded === undefined) {
        uses = together;
        return testCase;
      }
      return { ...testCase, withheld: { gap: 'gap.operation-untested', reason: describeExceeded(data, exceeded) } };
    }),
  }));
  return { sequences: kept, uses };
}

/** Describes the uses of each quota: `tenantCreateOrgToken: 6 of 10 an hour at ${org.slug}`. */
export function describeUses(data: ConformanceData, uses: QuotaUse): readonly string[] {
  return [...uses].map(([key, count]) => {
    const { operationId, place } = splitKey(key);
    return `${operationId}: ${count} of ${quotaOf(data, key)?.perHour ?? 0} an hour at ${place}`;
  });
}

function succeedingRequests(testCase: Case): readonly RequestTemplate[] {
  return testCase.steps
    .filter((step) => step.planned && step.expectation.kind === 'success')
    .map((step) => step.request);
}

function describeExceeded(data: ConformanceData, key: string): string {
  const { operationId } = splitKey(key);
  const quota = quotaOf(data, key);
  return `${operationId} may be called ${quota?.perHour ?? 0} times an hour (${quota?.because ?? ''}), and this run needs that many already; select less with --only`;
}

function addUses(left: QuotaUse, right: QuotaUse): QuotaUse {
  const sum = new Map(left);
  for (const [key, count] of right) sum.set(key, (sum.get(key) ?? 0) + count);
  return sum;
}

function keyOf({ operationId, tenantSlug }: RequestTemplate): string {
  return `${operationId} ${tenantSlug ?? 'the control plane'}`;
}

function splitKey(key: string): { readonly operationId: string; readonly place: string } {
  const blank = key.indexOf(' ');
  return { operationId: key.slice(0, blank), place: key.slice(blank + 1) };
}

function quotaOf(data: ConformanceData, key: string): ConformanceData['quotas'][string] | undefined {
  return data.quotas[splitKey(key).operationId];
}
