import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gap, Occurrence } from '../../lib/findings/finding.ts';
import { occurrencesOf } from '../../lib/findings/merge-into-causes.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { MUTANTS } from '../../lib/embedded/mutants/mutants.ts';
import { overlay } from '../../lib/reporters/overlay.ts';
import { runInProcess } from '../support/run-in-process.ts';

/** Drifts of shape, each on an operation of its own. */
const FAULTS = [
  'answers-with-wrong-content-type',
  'answers-workspace-delete-with-202',
  'overstates-progress',
  'renames-status-in-org-rows',
  'returns-malformed-ids-in-workspace-list',
  'returns-null-name',
  'returns-spend-as-text',
  'returns-unknown-billing-mode',
  'wraps-org-list',
];
/** A drift of access and one of shape, that the same edit of the contract would make go. */
const UNSAFE_FAULT = 'omits-error-member';
const TIMEOUT_MS = 300_000;

const operationsOf = (faults: readonly string[]): readonly string[] =>
  MUTANTS.filter(({ id }) => faults.includes(id)).flatMap(({ operations }) => operations);

describe('the overlay that a run proposes for a deployment with several drifts of shape', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reconciliation-'));
  const file = join(folder, overlay.fileName);
  const all = [...FAULTS, UNSAFE_FAULT];
  let before: RunRecord;
  let after: RunRecord;

  beforeAll(async () => {
    const flags = { fault: all, only: operationsOf(all) };
    before = (await runInProcess(flags)).record;
    writeFileSync(file, overlay.render(before));
    after = (await runInProcess({ ...flags, overlay: [file] })).record;
  }, TIMEOUT_MS);

  afterAll(() => rmSync(folder, { recursive: true }));

  it('has an edit for every drift of shape', () => {
    const expected = operationsOf(FAULTS);
    expect(new Set(expected).size).toBe(FAULTS.length);
    const proposed = new Set(before.reconciliation?.edits.flatMap(({ fingerprints }) => fingerprints));
    const ofShape = occurrencesOf(before.findings).filter(({ operationId }) => expected.includes(operationId));
    expect(new Set(ofShape.map(({ operationId }) => operationId)).size).toBe(FAULTS.length);
    expect(ofShape.filter(({ fingerprint }) => !proposed.has(fingerprint))).toEqual([]);
  });

  it('makes those findings go when it is laid on the contract, and changes no other', () => {
    const proposed = new Set(before.reconciliation?.edits.flatMap(({ fingerprints }) => fingerprints));
    const others = occurrencesOf(before.findings).filter(({ fingerprint }) => !proposed.has(fingerprint));
    expect(new Set(others.map(({ operationId }) => operationId))).toEqual(new Set(operationsOf([UNSAFE_FAULT])));
    // The case and the words are the same; what was edited above it may have moved the line.
    const identityOf = ({ fingerprint, rule, seen, cases }: Occurrence): object => ({
      fingerprint,
      rule,
      seen,
      cases,
    });
    expect(occurrencesOf(after.findings).map(identityOf)).toEqual(others.map(identityOf));
  });

  it('leaves cases, matrix and requests as they were, and makes no new gap', () => {
    expect(after.cases.map(({ id }) => id)).toEqual(before.cases.map(({ id }) => id));
    expect(after.matrix).toEqual(before.matrix);
    expect(after.requests.sentPerOperation).toEqual(before.requests.sentPerOperation);
    const keyOf = (gap: Gap): string => `${gap.rule} ${gap.operationId ?? ''} ${gap.caseId ?? ''}`;
    const known = new Set(before.gaps.map(keyOf));
    expect(after.gaps.filter((gap) => !known.has(keyOf(gap)))).toEqual([]);
  });

  it('leaves nothing to propose, and the record names what was laid on the contract', () => {
    expect(after.reconciliation?.edits).toEqual([]);
    expect(after.run.contract.overlays).toEqual([expect.stringContaining(overlay.fileName)]);
    expect(after.run.contract.hash).not.toBe(before.run.contract.hash);
  });

  it('is never for a finding of access, nor for one of shape whose edit would hide such a finding', () => {
    const security = occurrencesOf(before.findings).filter(({ rule }) => rule.startsWith('auth.'));
    expect(security.map(({ rule }) => rule)).toContain('auth.refusal-shape');
    const proposed = new Set(before.reconciliation?.edits.flatMap(({ fingerprints }) => fingerprints));
    expect(security.filter(({ fingerprint }) => proposed.has(fingerprint))).toEqual([]);
    const shape = occurrencesOf(before.findings).find(
      ({ rule, operationId }) => rule === 'body.required' && operationId === 'getOrg',
    );
    const [left, ...others] = before.reconciliation?.unreconciled ?? [];
    expect(others).toEqual([]);
    expect(left?.fingerprint).toBe(shape?.fingerprint);
    expect(left?.reason).toMatch(/^auth\.refusal-shape at .* would no longer be noticed$/);
  });
});
