import type { Contract, Operation } from '../contract/contract.ts';
import type { Redactor } from '../exchange/redaction.ts';
import type { Occurrence } from '../findings/finding.ts';
import { makeFinding } from '../findings/make-finding.ts';
import type { CaseOutcome, JournalLine } from '../findings/run-record.ts';
import { UNKNOWN_CALLER } from './caller.ts';
import type { UndocumentedEntry } from './sort-traffic.ts';

/** Reports each path that works on a host of the API but is not in the contract (OpenAPI 3.1, paths object). */
export function reportUndocumented(
  contract: Contract,
  entries: readonly UndocumentedEntry[],
  redactor: Redactor,
): readonly JournalLine[] {
  const seen = new Set<string>();
  return entries.flatMap(({ entry, path }): readonly JournalLine[] => {
    const { method, status } = entry;
    const operation = makeOperation(method, redactor.redact(path));
    if (seen.has(operation.id)) return [];
    seen.add(operation.id);
    const caseId = `${operation.id}/conformance/recorded`;
    const finding = makeUndocumentedFinding(contract, operation, { caseId, status });
    const outcome: CaseOutcome = {
      id: caseId,
      operationId: operation.id,
      family: 'conformance',
      tier: UNKNOWN_CALLER.tier,
      title: `recorded: ${operation.id} answered ${status}`,
      state: 'failed',
      findings: [finding.fingerprint],
      requests: entries.filter((other) => other.entry.method === method && other.path === path).length,
      durationMs: entry.durationMs,
    };
    return [
      { kind: 'case', outcome },
      { kind: 'finding', finding, caseId },
    ];
  });
}

/** Makes an operation for a path that is in no contract, named after its method and path: `GET /api/v1/hidden`. */
function makeOperation(method: string, path: string): Operation {
  return {
    id: `${method} ${path}`,
    method,
    path,
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
}

function makeUndocumentedFinding(
  contract: Contract,
  operation: Operation,
  { caseId, status }: { readonly caseId: string; readonly status: number },
): Occurrence {
  const { method, path } = operation;
  return makeFinding({
    contract,
    operation,
    check: 'path-is-declared',
    observation: {
      rule: 'surface.path-undocumented',
      place: { kind: 'path' },
      clause: '/paths',
      expected: 'only paths that the contract names',
      seen: `answered with ${status}`,
    },
    caseId,
    reproduce: `curl -sS -i -X ${method.replace(/[^A-Z-]/g, '')} "$API_BASE_URL"'${path.replaceAll("'", '%27')}'`,
  });
}
