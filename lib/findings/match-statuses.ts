/** Which declared statuses were met by those that were seen, and which were seen without being declared. */
interface MatchedStatuses {
  /** As the contract writes them: `200`, `4XX`, `default`. In its order. */
  readonly met: readonly string[];
  readonly unmet: readonly string[];
  readonly undeclared: readonly string[];
}

/** A status stands for itself before its range, such as `4XX`, and for that before `default` (OpenAPI 3.1, responses object). */
export function matchStatuses(declared: readonly string[], seen: readonly string[]): MatchedStatuses {
  const declaredFor = (status: string): string | undefined =>
    declared.find((each) => each === status) ??
    declared.find((each) => each.toUpperCase() === `${status.charAt(0)}XX`) ??
    declared.find((each) => each === 'default');
  const met = new Set(seen.map(declaredFor));
  return {
    met: declared.filter((status) => met.has(status)),
    unmet: declared.filter((status) => !met.has(status)),
    undeclared: seen.filter((status) => declaredFor(status) === undefined),
  };
}
