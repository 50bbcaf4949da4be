import type { Case, RequestTemplate, Sequence, Step } from './case.ts';
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
 * Withholds every case that would go beyond a quota, `reserved` being used up before the first case. A request counts if it reaches
 * the operation, whatever it is answered. What is documented comes first, then the cells of the matrix that others are compared with,
 * then the invalid requests; of each in the order of the contract, so what is withheld depends on that order.
 */
export function keepWithinQuotas(
  data: ConformanceData,
  sequences: readonly Sequence[],
  reserved: QuotaUse,
): { readonly sequences: readonly Sequence[]; readonly uses: QuotaUse } {
  let uses = reserved;
  const exceeding = new Map<Case, string>();
  const cases = sequences.flatMap((sequence) => sequence.cases).filter(({ withheld }) => withheld === undefined);
  for (const kinds of IN_ORDER)
    for (const testCase of cases.filter((each) => firstKind(data, each) === kinds)) {
      const more = countUses(data, requestsThatReach(testCase));
      const together = addUses(uses, more);
      const exceeded = [...more.keys()].find((key) => (together.get(key) ?? 0) > (quotaOf(data, key)?.perHour ?? 0));
      if (exceeded === undefined) uses = together;
      else exceeding.set(testCase, describeExceeded(data, exceeded));
    }
  const kept = sequences.map((sequence) => ({
    ...sequence,
    cases: sequence.cases.map((testCase): Case => {
      const reason = exceeding.get(testCase);
      return reason === undefined ? testCase : { ...testCase, withheld: { gap: 'gap.operation-untested', reason } };
    }),
  }));
  return { sequences: kept, uses };
}

type ExpectationKind = Step['expectation']['kind'];

/** What the answers are expected to be that a quota is used for, the most telling first. */
const IN_ORDER: readonly (readonly ExpectationKind[])[] = [['success'], ['accepted', 'either'], ['error']];

/** The kinds of expectation by which a case comes to its turn; undefined for one that uses no quota. */
function firstKind(data: ConformanceData, testCase: Case): (typeof IN_ORDER)[number] | undefined {
  const rare = stepsThatReach(testCase).filter(({ request }) => data.quotas[request.operationId] !== undefined);
  return IN_ORDER.find((kinds) => rare.some(({ expectation }) => kinds.includes(expectation.kind)));
}

/** Describes the uses of each quota: `tenantCreateOrgToken: 6 of 10 an hour at ${org.slug}`. */
export function describeUses(data: ConformanceData, uses: QuotaUse): readonly string[] {
  return [...uses].map(([key, count]) => {
    const { operationId, place } = splitKey(key);
    return `${operationId}: ${count} of ${quotaOf(data, key)?.perHour ?? 0} an hour at ${place}`;
  });
}

function requestsThatReach(testCase: Case): readonly RequestTemplate[] {
  return stepsThatReach(testCase).map((step) => step.request);
}

/** The steps whose caller the contract lets in: where the request is wrong, it is the operation that says so, and counts it. */
function stepsThatReach(testCase: Case): readonly Step[] {
  return testCase.steps.filter(
    ({ planned, expectation }) => planned && IN_ORDER.some((kinds) => kinds.includes(expectation.kind)),
  );
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
