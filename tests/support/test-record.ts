import type { Contract } from '../../lib/contract/contract.ts';
import type { Finding, Occurrence } from '../../lib/findings/finding.ts';
import { printPlace } from '../../lib/findings/place.ts';
import type {
  Acceptance,
  CaseOutcome,
  DriftSummary,
  OperationObservation,
  RunFacts,
  RunRecord,
} from '../../lib/findings/run-record.ts';
import { ruleOf } from '../../lib/rules/rules.ts';

/** Makes a small finding with one occurrence; `name` becomes the fingerprint of both, and the case that shows them. */
export function testFinding(name: string, changes: Partial<Finding> = {}): Finding {
  const { service = 'cp', occurrences, ...rest } = changes;
  const occurrence = testOccurrence(name, rest);
  return { ...occurrence, service, occurrences: occurrences ?? [occurrence] };
}

/** Makes a small occurrence; `name` becomes its fingerprint and the case that shows it. */
export function testOccurrence(name: string, changes: Partial<Occurrence> = {}): Occurrence {
  return {
    fingerprint: fingerprintFor(name),
    rule: 'body.required',
    check: 'body-matches-schema',
    severity: 'major',
    operationId: 'getOrg',
    method: 'get',
    path: '/orgs/{slug}',
    place: { kind: 'body', pointer: `/${name}` },
    clause: { pointer: '/paths', position: { file: 'api.yaml', line: 1, column: 1 } },
    expected: `the member "${name}"`,
    seen: 'it is missing',
    why: 'clients read it',
    cases: [`case-${name}`],
    reproduce: 'curl',
    ...changes,
  };
}

/** Returns 16 hexadecimal digits that begin with those of the name. */
export function fingerprintFor(name: string): string {
  return Buffer.from(name).toString('hex').padEnd(16, '0').slice(0, 16);
}

/** Makes the outcome of a case. */
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

/** Makes the observations of one operation. */
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

/** Makes the facts of a run. */
export function testRun(changes: Partial<RunFacts> = {}): RunFacts {
  return { ...RUN, ...changes };
}

/** Makes a record that is empty but for the changes and the cases of its findings, for tests of comparing and merging. */
export function testRecord(changes: Partial<RunRecord> = {}): RunRecord {
  const findings = changes.findings ?? [];
  const none = { done: 0, of: 0 };
  return {
    schemaVersion: 2,
    run: RUN,
    verdict: findings.length > 0 ? 'drift' : 'conforms',
    exitCode: findings.length > 0 ? 1 : 0,
    because: 'for tests',
    problems: [],
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

/** Makes the record of a shard. It was narrowed down to one operation, so that a test need not have a case of every operation. */
export function testShard(
  contract: Pick<Contract, 'hash' | 'operations'>,
  index: number,
  changes: Partial<RunRecord> = {},
  run: Partial<RunFacts> = {},
  of = 2,
): RunRecord {
  const facts = testRun({
    contract: { ...testRun().contract, hash: contract.hash },
    id: `run-${index}`,
    selection: ['getOrg', `shard ${index}/${of}`],
    ...run,
  });
  const operations = contract.operations.map(({ id }) =>
    testObservation(id, { exercised: false, statusesSeen: [], requests: 0 }),
  );
  return testRecord({ run: facts, operations, cases: [testCase(`case-${index}`)], ...changes });
}

/** Makes a realistic finding, for tests of reports. */
export function buildFinding(changes: Partial<Finding> = {}): Finding {
  const rule = changes.rule ?? 'body.required';
  return testFinding('', {
    fingerprint: '0123456789abcdef',
    rule,
    path: '/api/v1/orgs/{slug}',
    place: { kind: 'body', pointer: '/slug' },
    clause: {
      pointer: '/components/schemas/Organization/required',
      position: { file: 'spec/management.yaml', line: 1480, column: 7 },
    },
    expected: 'the body has the member "slug"',
    seen: 'it is missing',
    why: ruleOf(rule).why,
    cases: ['getOrg.conformance.full', 'getOrg.conformance.minimal'],
    reproduce: `curl -sS -i -X GET "$CP_BASE_URL"'/api/v1/orgs/'"$ORG_SLUG" -H 'cookie: mcp_session='"$OWNER_SESSION"`,
    ...changes,
  });
}

/** Makes a realistic finding on several operations: the name `a` gives `aOrg`, which is `GET /orgs/a`. */
export function buildSpread(...names: readonly string[]): Finding {
  const [first, ...others] = names.map((name) =>
    buildFinding({
      fingerprint: name.repeat(16),
      operationId: `${name}Org`,
      path: `/orgs/${name}`,
      cases: [`${name}Org/conformance/full`],
    }),
  );
  if (first === undefined) throw new Error('a finding is on at least one operation');
  const occurrences = [first, ...others].flatMap((finding) => finding.occurrences);
  return { ...first, fingerprint: 'ca'.repeat(8), cases: occurrences.flatMap(({ cases }) => cases), occurrences };
}

const BREACH: Finding = buildFinding({
  fingerprint: 'fedcba9876543210',
  rule: 'auth.anonymous-accepted',
  check: 'credential-is-refused',
  severity: 'critical',
  tier: 'anonymous',
  place: { kind: 'status' },
  clause: {
    pointer: '/paths/~1api~1v1~1orgs~1{slug}/get/security',
    position: { file: 'spec/management.yaml', line: 142, column: 9 },
  },
  expected: 'a caller without a credential is refused with 401',
  seen: '200, the same answer as for the owner',
  attack: 'Anybody who knows the name of an org can read it.',
  cases: ['getOrg.tier-matrix.anonymous'],
  reproduce: `curl -sS -i -X GET "$CP_BASE_URL"'/api/v1/orgs/'"$ORG_SLUG"`,
});

/** Makes the drift of `buildRecord`: its milder finding is known, and another one is gone. */
export function buildDrift(): DriftSummary {
  const acceptance: Acceptance = {
    fingerprint: '0123456789abcdef',
    rule: 'body.required',
    severity: 'major',
    operationId: 'getOrg',
    place: 'body /slug',
    probe: 'getOrg.conformance.full',
    reason: 'the next release brings it back',
    owner: 'orgs',
    until: '2027-01-31',
  };
  return {
    baseline: 'reports/baseline/staging.json',
    newFindings: ['fedcba9876543210'],
    stillThere: [acceptance],
    expired: [],
    worse: [],
    gone: [{ ...acceptance, fingerprint: '00000000000000aa', place: 'body /id' }],
    notChecked: [],
  };
}

/** Makes a realistic small record with something in every part, for tests of reports. */
export function buildRecord(changes: Partial<RunRecord> = {}): RunRecord {
  return testRecord({
    run: testRun({
      durationMs: 12_345,
      target: {
        name: 'staging',
        kind: 'disposable',
        cpBaseUrl: 'https://cp.example.com',
        tenantBaseUrl: 'https://{slug}.example.com',
      },
      contract: {
        file: 'spec/management.yaml',
        title: 'Molecule management API',
        version: '1.0.0',
        hash: '5f'.repeat(32),
      },
    }),
    verdict: 'drift',
    exitCode: 1,
    because: '2 findings at or above major',
    findings: [BREACH, buildFinding()],
    gaps: [
      {
        rule: 'gap.credential-unproven',
        tier: 'other-org-key',
        reason: 'needs OTHER_ORG_KEY, which is not configured and could not be derived',
      },
      {
        rule: 'gap.operation-untested',
        operationId: 'deleteOrg',
        caseId: 'deleteOrg.conformance.success',
        reason: 'it destroys what others use',
      },
      {
        rule: 'gap.operation-untested',
        operationId: 'adminDeleteTenant',
        caseId: 'adminDeleteTenant.conformance.success',
        reason: 'it destroys what others use',
      },
      { rule: 'gap.status-untested', operationId: 'createOrg', status: '402', reason: 'the declared 402 was not seen' },
    ],
    deviations: [
      {
        id: 'key-on-open-route',
        reason: 'known since the last release',
        tier: 'org-key',
        operations: ['getOrg'],
        state: 'met',
      },
    ],
    matrix: [
      {
        operationId: 'getOrg',
        tier: 'anonymous',
        expected: 'refused',
        access: 'accepted',
        observed: 'accepted 200',
        verdict: 'drift',
        caseId: 'getOrg.tier-matrix.anonymous',
      },
      {
        operationId: 'getOrg',
        tier: 'owner-session',
        expected: 'accepted',
        access: 'accepted',
        observed: 'accepted 200',
        verdict: 'as-expected',
        caseId: 'getOrg.tier-matrix.owner-session',
      },
      {
        operationId: 'getOrg',
        tier: 'org-key',
        expected: 'either',
        access: 'refused',
        observed: 'refused 401',
        verdict: 'as-expected',
        caseId: 'getOrg.tier-matrix.org-key',
      },
      {
        operationId: 'getOrg',
        tier: 'other-org-key',
        expected: 'refused',
        access: 'unknown',
        observed: 'not probed',
        verdict: 'not-probed',
        caseId: 'getOrg.tier-matrix.other-org-key',
        reason: 'its credential proves nothing',
      },
    ],
    cases: [
      {
        id: 'deleteOrg.conformance.success',
        operationId: 'deleteOrg',
        family: 'conformance',
        tier: 'owner-session',
        title: 'answers 204 to the documented request',
        state: 'skipped',
        reason: 'it destroys what others use',
        findings: [],
        requests: 0,
        durationMs: 0,
      },
      {
        id: 'getOrg.conformance.full',
        operationId: 'getOrg',
        family: 'conformance',
        tier: 'owner-session',
        title: 'answers 200 to the full request',
        state: 'failed',
        findings: ['0123456789abcdef'],
        requests: 1,
        durationMs: 21,
      },
      {
        id: 'getOrg.conformance.minimal',
        operationId: 'getOrg',
        family: 'conformance',
        tier: 'owner-session',
        title: 'answers 200 to the smallest request',
        state: 'passed',
        findings: [],
        requests: 1,
        durationMs: 19,
      },
      {
        id: 'getOrg.tier-matrix.anonymous',
        operationId: 'getOrg',
        family: 'tier-matrix',
        tier: 'anonymous',
        title: 'refuses no credential',
        state: 'failed',
        findings: ['fedcba9876543210'],
        requests: 1,
        durationMs: 7,
      },
      {
        id: 'getOrg.tier-matrix.other-org-key',
        operationId: 'getOrg',
        family: 'tier-matrix',
        tier: 'other-org-key',
        title: "refuses other org's key",
        state: 'inconclusive',
        reason: 'its credential proves nothing',
        findings: [],
        requests: 1,
        durationMs: 8,
      },
    ],
    operations: [
      {
        operationId: 'getOrg',
        exercised: true,
        statusesSeen: ['200', '401'],
        statusesDeclared: ['200', '401', '403', '404'],
        mediaTypesSeen: ['application/json'],
        membersSeen: ['200 /id'],
        membersNeverSeen: ['200 /slug'],
        membersUndeclared: ['200 /internal'],
        enumValuesSeen: ['200 /status active'],
        enumValuesNeverSeen: ['200 /status suspended'],
        requests: 4,
        latencyP95Ms: 21,
      },
    ],
    coverage: {
      operations: { done: 1, of: 58 },
      statuses: { done: 2, of: 190 },
      members: { done: 1, of: 2 },
      enumValues: { done: 1, of: 2 },
      matrixCells: { done: 3, of: 812 },
      variants: { done: 0, of: 0 },
    },
    requests: {
      planned: 6,
      sent: 5,
      polling: 2,
      retries: 1,
      removals: 4,
      plannedPerOperation: { deleteOrg: 1, getOrg: 5 },
      sentPerOperation: { getOrg: 5 },
    },
    notes: ['getOrg: the contract allows two readings; the deployment reads it as refused 401'],
    leftovers: [
      {
        kind: 'workspace',
        name: 'conf-0a1b2c3d-1',
        removal: `curl -sS -X DELETE "$CP_BASE_URL"'/api/v1/workspaces/conf-0a1b2c3d-1'`,
      },
    ],
    strength: [{ operationId: 'getOrg', score: 61, weaknesses: ['200: 7 of 12 members may be missing'] }],
    ...changes,
  });
}

/** Makes the acceptance of the finding that `testFinding` makes of the same name. */
export function testAcceptance(name: string, changes: Partial<Acceptance> = {}): Acceptance {
  const { fingerprint, rule, severity, operationId, place, cases } = testFinding(name);
  return {
    fingerprint,
    rule,
    severity,
    operationId,
    place: printPlace(place),
    probe: cases[0] ?? '',
    reason: 'fixed in the next release',
    owner: 'orgs',
    until: '2027-01-31',
    ...changes,
  };
}
