import type { Contract, Operation } from '../contract/contract.ts';
import type { Finding } from '../findings/finding.ts';
import { makeFinding } from '../findings/make-finding.ts';

export interface LivePath {
  readonly method: string;
  /** As the contract would write it. */
  readonly path: string;
  readonly status: number;
  readonly caseId: string;
}

/** A live path of the API that is not in the contract (OpenAPI 3.1, paths object). Stands under a name made of method and path. */
export function undocumentedFinding(contract: Contract, live: LivePath): Finding {
  const operation: Operation = {
    id: nameOf(live),
    method: live.method,
    path: live.path,
    tag: '',
    service: 'cp',
    summary: '',
    deprecated: false,
    security: [],
    securityPointer: '/paths',
    parameters: [],
    responses: [],
    pointer: '/paths',
  };
  return makeFinding({
    contract,
    operation,
    check: 'path-is-declared',
    observation: {
      rule: 'surface.path-undocumented',
      place: 'path',
      clause: '/paths',
      expected: 'only paths that the contract names',
      seen: `answered with ${live.status}`,
    },
    caseId: live.caseId,
    reproduce: `curl -sS -i -X ${live.method.replace(/[^A-Z-]/g, '')} "$API_BASE_URL"'${live.path.replaceAll("'", '%27')}'`,
  });
}

export function nameOf({ method, path }: Pick<LivePath, 'method' | 'path'>): string {
  return `${method} ${path}`;
}
