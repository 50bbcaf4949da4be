import type { Route } from './http.ts';

interface RouteMatch<R extends Route> {
  readonly route: R;
  readonly params: Readonly<Record<string, string>>;
}

export type FindRoute<R extends Route> = (method: string, path: string) => RouteMatch<R> | undefined;

interface CompiledRoute<R extends Route> {
  readonly route: R;
  readonly segments: readonly string[];
}

/** Finds the route for a method and a raw path. Exact case, no normalising; fixed segments win over parameters. */
export function createRouter<R extends Route>(routes: readonly R[]): FindRoute<R> {
  const compiled = routes
    .map((route): CompiledRoute<R> => ({ route, segments: route.path.split('/') }))
    .sort((left, right) => countParameters(left) - countParameters(right));
  return (method, path) => {
    const segments = path.split('/');
    for (const candidate of compiled) {
      if (candidate.route.method !== method) continue;
      const params = matchSegments(candidate.segments, segments);
      if (params !== undefined) return { route: candidate.route, params };
    }
    return undefined;
  };
}

function countParameters(compiled: CompiledRoute<Route>): number {
  return compiled.segments.filter((segment) => segment.startsWith('{')).length;
}

function matchSegments(pattern: readonly string[], actual: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== actual.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = actual[index] ?? '';
    if (!expected.startsWith('{')) {
      if (segment !== expected) return undefined;
      continue;
    }
    const value = decodeSegment(segment);
    if (value === undefined || value === '') return undefined;
    params[expected.slice(1, -1)] = value;
  }
  return params;
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
