import type { Finding } from '../../lib/findings/finding.ts';
import type { Evidence, HistoryLine, MatrixCell, RunRecord } from '../../lib/findings/run-record.ts';
import { buildDrift, buildFinding, buildRecord } from '../support/test-record.ts';
import { CALLERS } from '../../lib/platform/molecule/callers.ts';

const OPERATIONS = Array.from({ length: 58 }, (_, index) => `operation${index}`);
const VARIANTS_PER_OPERATION = 43;

/** A record with something in every part that the page shows, exchanges and earlier runs included. */
export function buildFullRecord(): RunRecord {
  const record = buildRecord({ drift: buildDrift(), trend: buildTrend() });
  const evidence = record.findings.map((finding) => buildEvidence(finding.cases[0] ?? ''));
  return { ...record, evidence, matrix: [...record.matrix, ...variantsOf('getOrg')] };
}

/** A run of the usual size: every operation by every tier, the wrong requests besides, and 3,400 cases. */
export function buildUsualRecord(): RunRecord {
  const record = buildFullRecord();
  const [operation] = record.operations;
  const [outcome] = record.cases;
  if (operation === undefined || outcome === undefined)
    throw new Error('the record for tests has operations and cases');
  const findings = makeFindings(40);
  return {
    ...record,
    findings,
    evidence: findings.flatMap((finding) => [
      buildEvidence(finding.cases[0] ?? ''),
      buildEvidence(finding.cases[1] ?? ''),
    ]),
    matrix: OPERATIONS.flatMap((id) => [...plainCellsOf(id), ...variantsOf(id)]),
    cases: Array.from({ length: 3400 }, (_, index) => ({ ...outcome, id: `${outcome.id}.${index}` })),
    operations: OPERATIONS.map((operationId) => ({ ...operation, operationId })),
    strength: OPERATIONS.map((operationId) => ({
      operationId,
      score: 50,
      weaknesses: ['200: 7 of 12 members may be missing', 'declares no 429'],
    })),
  };
}

/** Findings of which no two have the same cause. */
export function makeFindings(count: number): readonly Finding[] {
  return Array.from({ length: count }, (_, index) =>
    buildFinding({
      fingerprint: index.toString(16).padStart(16, '0'),
      severity: index % 10 === 0 ? 'critical' : 'major',
      operationId: OPERATIONS[index % OPERATIONS.length] ?? '',
      place: { kind: 'body', pointer: `/member${index}` },
      seen: `it is missing for the ${index}th time`,
      cases: [`case.${index}.full`, `case.${index}.minimal`],
    }),
  );
}

/** Words of closed sets: a record cannot hold others. */
const CLOSED =
  /^(?:drift|conforms|critical|major|minor|info|failed|passed|skipped|inconclusive|met|accepted|refused|either|as-expected|not-probed|answered|json|text|status|body)$/;

const ATTACKS: readonly string[] = [
  '<script>alert(1)</script>',
  '</script><script>alert(2)</script>',
  '<img src=x onerror=alert(3)>',
  '"><svg onload=alert(4)>',
  "' onmouseover=alert(5) x='",
  'javascript:alert(6)',
  '<!--<script>',
  '</style><style>*{display:none}</style>',
  '<iframe srcdoc="<script>parent.alert(7)</script>"></iframe>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<link rel=stylesheet href=https://evil.example/a.css><base href=https://evil.example/>',
  ']]><a href="https://evil.example">x</a>',
  '\u202egnp.exe\u2066\u0000\u001b[2J\ufeff\u2028',
  '${alert(8)} {{alert(9)}} \\u003cscript>alert(10)\\u003c/script>',
  '__proto__',
];

/** The record with an attack in place of every text; equal texts stay equal. */
export function makeHostile(record: RunRecord): RunRecord {
  const replaced = new Map<string, string>();
  const replace = (text: string): string => {
    if (CLOSED.test(text)) return text;
    const attack =
      replaced.get(text) ?? `${ATTACKS[replaced.size % ATTACKS.length]}${replaced.size}${ATTACKS.join('')}`;
    replaced.set(text, attack);
    return attack;
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return replace(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, walk(member)]));
  };
  // Only texts are replaced, and none of those that the type closes.
  return walk(record) as RunRecord;
}

function plainCellsOf(operationId: string): readonly MatrixCell[] {
  return CALLERS.list.map(({ id }) => ({
    operationId,
    tier: id,
    expected: 'refused',
    access: 'refused',
    observed: 'refused 401',
    verdict: 'as-expected',
    caseId: `${operationId}/tier-matrix/${id}`,
  }));
}

function variantsOf(operationId: string): readonly MatrixCell[] {
  return Array.from({ length: VARIANTS_PER_OPERATION }, (_, index) => ({
    operationId,
    tier: CALLERS.list[index % 2]?.id ?? '',
    variant: `ways-around/way-${index}`,
    expected: 'refused',
    access: index === 3 ? 'accepted' : 'refused',
    observed: index === 3 ? 'accepted 200' : 'refused 401',
    verdict: index === 3 ? 'drift' : 'as-expected',
    caseId: `${operationId}/ways-around/way-${index}`,
  }));
}

function buildEvidence(caseId: string): Evidence {
  const value = {
    slug: 'acme',
    members: Array.from({ length: 20 }, (_, index) => ({ id: index, name: `member ${index}` })),
  };
  return {
    caseId,
    operationId: 'getOrg',
    purpose: 'probe',
    exchange: {
      requestId: `request of ${caseId}`,
      startedAtMs: 0,
      durationMs: 12,
      request: {
        method: 'GET',
        url: 'https://cp.example.com/api/v1/orgs/acme',
        headers: [['Accept', 'application/json']],
        body: '{"name":"x"}',
      },
      outcome: {
        kind: 'answered',
        status: 200,
        headers: [['Content-Type', 'application/json']],
        body: { kind: 'json', text: JSON.stringify(value), value },
      },
    },
  };
}

function buildTrend(): readonly HistoryLine[] {
  return Array.from({ length: 8 }, (_, index) => ({
    runId: `run ${index}`,
    startedAt: `2026-11-${10 + index}T02:00:00.000Z`,
    verdict: 'drift',
    contractHash: '5f'.repeat(32),
    findings: { critical: 1, major: index, minor: 3, info: 0 },
    newFindings: index % 3,
    gaps: 4,
    requests: 3400,
    durationMs: 60_000,
    latencyP95Ms: { getOrg: 20 + index },
  }));
}
