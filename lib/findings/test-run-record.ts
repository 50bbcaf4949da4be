import type { Finding } from './finding.ts';
import type { CaseOutcome, OperationObservation, RunFacts, RunRecord } from './run-record.ts';

/** A finding for tests: `name` becomes its fingerprint and the case that shows it. */
export function testFinding(name: string, changes: Partial<Finding> = {}): Finding {
  return {
    fingerprint: fingerprintFor(name),
    rule: 'body.required',
    check: 'body-matches-schema',
    severity: 'major',
    operationId: 'getOrg',
    method: 'get',
    path: '/orgs/{slug}',
    place: `body /${name}`,
    clause: { pointer: '/paths', position: { file: 'api.yaml', line: 1, column: 1 } },
    expected: `the member "${name}"`,
    seen: 'it is missing',
    why: 'clients read it',
    cases: [`case-${name}`],
    reproduce: 'curl',
    ...changes,
  };
}

/** 16 digits that begin with those of the name, in hexadecimal. */
export function fingerprintFor(name: string): string {
  return Buffer.from(name).toString('hex').padEnd(16, '0').slice(0, 16);
}

export function testCase(
  id: string,
  state: CaseOutcome['state'] = 'passed',
  changes: Partial<CaseOutcome> = {},
): CaseOutcome {
  return {
    id,
    operationId: 'getOrg',
    family: 'conformance',
    tier: 'owner-session',
    title: id,
    state,
    findings: [],
    requests: 1,
    durationMs: 1,
    ...changes,
  };
}

export function testObservation(
  operationId: string,
  changes: Partial<OperationObservation> = {},
): OperationObservation {
  return {
    operationId,
    exercised: true,
    statusesSeen: ['200'],
    statusesDeclared: ['200', '404'],
    mediaTypesSeen: ['application/json'],
    membersSeen: [],
    membersNeverSeen: [],
    membersUndeclared: [],
    enumValuesSeen: [],
    enumValuesNeverSeen: [],
    requests: 1,
    latencyP95Ms: 10,
    ...changes,
  };
}

const RUN: RunFacts = {
  id: '20261125T020000-0a1b2c3d',
  startedAt: '2026-11-25T02:00:00.000Z',
  durationMs: 1000,
  seed: '1',
  profile: 'gate',
  selection: [],
  failOn: 'major',
  target: {
    name: 'staging',
    kind: 'disposable',
    cpBaseUrl: 'https://cp.example.com',
    tenantBaseUrl: 'https://t.example.com',
  },
  contract: { file: 'api.yaml', title: 'API', version: '1.0.0', hash: '5f'.repeat(32) },
  tool: { version: '0.1.0', node: '20.19.0' },
  faults: [],
};

export function testRun(changes: Partial<RunFacts> = {}): RunFacts {
  return { ...RUN, ...changes };
}

/** A record for tests of what compares and merges: nothing in it but what a test puts there, and the cases of its findings. */
export function testRecord(changes: Partial<RunRecord> = {}): RunRecord {
  const findings = changes.findings ?? [];
  const none = { done: 0, of: 0 };
  return {
    schemaVersion: 1,
    run: RUN,
    verdict: findings.length > 0 ? 'drift' : 'conforms',
    exitCode: findings.length > 0 ? 1 : 0,
    because: 'for tests',
    findings,
    gaps: [],
    deviations: [],
    matrix: [],
    cases: [testCase('case-fine'), ...findings.flatMap(({ cases }) => cases.map((id) => testCase(id, 'failed')))],
    operations: [],
    coverage: { operations: none, statuses: none, members: none, enumValues: none, matrixCells: none, variants: none },
    requests: {
      planned: 0,
      sent: 0,
      polling: 0,
      retries: 0,
      removals: 0,
      plannedPerOperation: {},
      sentPerOperation: {},
    },
    notes: [],
    leftovers: [],
    strength: [],
    evidence: [],
    ...changes,
  };
}
