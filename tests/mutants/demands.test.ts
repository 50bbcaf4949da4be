import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { PATIENCE_MS } from './describe-detection.ts';

const folder = mkdtempSync(join(tmpdir(), 'conform-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A run against a deployment with a fault, where a file says what it demands of an operation. */
async function runWith(fault: readonly string[], operationId: string, demands: object): Promise<RunRecord> {
  const file = join(folder, `${[...fault, operationId].join('-')}.yaml`);
  const operations = { [operationId]: { because: 'it says so', ...demands } };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ version: 1, operations }));
  const { record } = await runInProcess({ fault: [...fault], only: [operationId], accommodations: [file] });
  return record;
}

function saidIn({ findings }: RunRecord): readonly (readonly string[])[] {
  return findings.map(({ rule, severity, expected, seen }) => [rule, severity, expected, seen]);
}

it.each<readonly [string, string, object, string, string]>([
  [
    'demands-reason-of-budget',
    'tenantPatchBudget',
    { headers: { 'X-Change-Reason': 'conformance' } },
    '200 without the header X-Change-Reason',
    'answered 400: "the header X-Change-Reason is required"',
  ],
  [
    'demands-confirmation-of-billing-mode',
    'tenantPutBillingMode',
    { query: { confirm: 'true' } },
    '200 without the query parameter confirm',
    'answered 400: "confirm=true is required"',
  ],
])(
  '%s is one finding where an accommodation says so, proven by the request without it',
  async (fault, operationId, demands, expected, seen) => {
    const record = await runWith([fault], operationId, demands);
    expect(saidIn(record)).toEqual([['request.undocumented-demand', 'minor', expected, seen]]);
    expect(record.leftovers).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  'a body that is demanded is shown by the one that has the required members only',
  async () => {
    const bodies = [{ name: '${thing.name}', external: true, model: 'anthropic/claude-opus-4-7' }];
    const record = await runWith(['demands-model-of-workspace'], 'tenantCreateWorkspace', { bodies });
    expect(record.findings.map(({ rule }) => rule)).toEqual(['status.undocumented', 'request.undocumented-demand']);
    expect(saidIn(record)[1]).toEqual([
      'request.undocumented-demand',
      'minor',
      '201 without members beyond the required ones',
      'answered 422: "MODEL_REQUIRED"',
    ]);
  },
  PATIENCE_MS,
);

it(
  'an accommodation that nothing demands is a note, and no finding',
  async () => {
    const record = await runWith([], 'tenantDeleteWorkspace', { headers: { 'X-Confirm-Name': '${thing.name}' } });
    expect(record.findings).toEqual([]);
    expect(record.notes).toContain(
      'accommodation: tenantDeleteWorkspace does without the header X-Confirm-Name: it was answered 200 all the same',
    );
    expect(record.leftovers).toEqual([]);
    expect(record.requests.sentPerOperation).toEqual(record.requests.plannedPerOperation);
  },
  PATIENCE_MS,
);

it(
  'where the request is refused with the accommodation too, a valid request is refused, and nothing is said of a demand',
  async () => {
    const record = await runWith(['demands-reason-of-budget'], 'tenantPatchBudget', { headers: { 'X-Other': 'no' } });
    expect([...new Set(record.findings.map(({ rule }) => rule))]).toEqual(['request.valid-refused']);
    const known = new Set(record.findings.flatMap(({ occurrences }) => occurrences.map((each) => each.fingerprint)));
    expect(record.cases.flatMap(({ findings }) => findings.filter((each) => !known.has(each)))).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  'a change that is looked for under the name that was renamed follows from that',
  async () => {
    const { record } = await runInProcess({
      fault: ['renames-billing-mode'],
      only: ['tenantGetBillingMode', 'tenantPutBillingMode'],
    });
    expect(record.findings.map(({ rule, occurrences }) => [rule, occurrences.length])).toEqual([['body.renamed', 2]]);
    expect(record.findings[0]?.cases).toContain('tenantPutBillingMode/conformance/success');
  },
  PATIENCE_MS,
);
