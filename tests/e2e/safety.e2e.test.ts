import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_FLAGS, prepareRun, type RunFlags } from '../../lib/cli/run-settings.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/core/json.ts';
import type { RequestTemplate, TemplateBody } from '../../lib/cases/case.ts';
import { startDeployment } from '../../lib/embedded/deployment.ts';
import { foreseeRun, type FullPlan } from '../../lib/run/foresee-run.ts';
import { runAgainst } from '../support/run-against.ts';
import { ownInputs } from '../support/run-in-process.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'conform-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What a run with this configuration would send; nothing is sent. */
async function foresee(variables: Readonly<Record<string, string>>, flags: Partial<RunFlags> = {}): Promise<FullPlan> {
  const envFile = join(directory, 'plan.env');
  writeFileSync(
    envFile,
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  );
  const { options } = await prepareRun({ ...NO_FLAGS, envFile, ...flags }, false, { inputs: await ownInputs() });
  return foreseeRun(options);
}

const CREDENTIALS = {
  CP_ADMIN_BEARER: 'made-up-operator',
  PROVISION_SECRET: 'made-up-provision',
  OWNER_SESSION: 'made-up-owner',
  MEMBER_SESSION: 'made-up-member',
  STRANGER_SESSION: 'made-up-stranger',
};
const EXISTING_ORG = {
  ORG_SLUG: 'acme',
  ORG_ID: '00000000-0000-4000-8000-000000000001',
  ORG_API_KEY: 'made-up-org-key',
  WORKSPACE_ID: '00000000-0000-4000-8000-000000000003',
};
const PRODUCTION = {
  CP_BASE_URL: 'https://api.moleculesai.app',
  TENANT_BASE_URL: 'https://{slug}.moleculesai.app',
  ...CREDENTIALS,
  ...EXISTING_ORG,
};
const STAGING = {
  CP_BASE_URL: 'https://staging-api.moleculesai.app',
  TENANT_BASE_URL: 'https://{slug}.staging.moleculesai.app',
  ...CREDENTIALS,
};

/** What would do something if it were carried out: calls before the cases, and steps of the cases that are sent. */
function doneBy(plan: FullPlan): { readonly derived: readonly string[]; readonly cases: readonly string[] } {
  const cases = plan.plan.sequences
    .flatMap((sequence) => sequence.cases)
    .filter((testCase) => testCase.withheld === undefined);
  return {
    derived: plan.bootstrap.filter((step) => step.request.method !== 'GET').map((step) => step.id),
    cases: cases.flatMap((testCase) =>
      testCase.steps
        .filter((step) => !isHarmless(step.request))
        .map((step) => `${testCase.id}: ${step.request.method} ${step.request.path}`),
    ),
  };
}

/** Judged by what is sent, and not by what a case says of itself. */
function isHarmless({ method, path, query, body }: RequestTemplate): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return true;
  const isAimedAtNothing = /\$\{unknown\.|not-a-uuid/i.test(decodeURIComponent(path));
  const isDryRun = query.some(([name, value]) => name === 'dry_run' && value === 'true');
  return isAimedAtNothing || isDryRun || (body !== undefined && isNothing(body));
}

function isNothing(body: TemplateBody): boolean {
  if (body.kind === 'text') return !isJson(body.text);
  if (!isJsonObject(body.value)) return NOTHING.has(JSON.stringify(body.value));
  // A credential in the body, which has no place there.
  const others = Object.entries(body.value).filter(([, value]) => !JSON.stringify(value).includes('${secret.'));
  return NOTHING.has(JSON.stringify(Object.fromEntries(others)));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Bodies that nothing can come of: without what is required, of the wrong type, out of bounds, for a slug that is taken, or a rehearsal. */
const NOTHING = new Set(
  [
    {},
    [],
    { slug: '${org.slug}', name: 'conformance' },
    { dry_run: true, only_slugs: ['${unknown.slug}'] },
    { mode: 'conformance-unknown-mode' },
    {
      name: 'a-name-of-more-than-a-hundred-characters-is-refused-by-the-contract-so-that-this-probe-cannot-mint-a-key-',
    },
  ].map((value) => JSON.stringify(value)),
);

describe('production', () => {
  it.each([
    ['without a confirmation', {}],
    ['with the confirmation of another host', { CONFIRM_PRODUCTION_HOST: 'staging-api.moleculesai.app' }],
  ])('is refused %s', async (_, confirmation) => {
    await expect(foresee({ ...PRODUCTION, ...confirmation })).rejects.toMatchObject({
      code: 'configuration',
      details: [
        expect.stringMatching(
          /^CONFIRM_PRODUCTION_HOST does not confirm this target, which is production: set it to the host name/,
        ),
      ],
    });
  });

  it('is whatever the configuration says it is', async () => {
    const marked = { ...STAGING, ...EXISTING_ORG, EXTRA_PRODUCTION_HOSTS: 'staging-api.moleculesai.app' };
    await expect(foresee(marked)).rejects.toMatchObject({ code: 'configuration' });
  });

  it('is sent reads and harmless probes only, once its host name is repeated', async () => {
    const plan = await foresee({ ...PRODUCTION, CONFIRM_PRODUCTION_HOST: 'api.moleculesai.app' });
    expect(doneBy(plan)).toEqual({ derived: [], cases: [] });
    expect(plan.requests).toBeGreaterThan(500);
  });
});

describe('a shared deployment', () => {
  it('has nothing made on it by the smoke profile', async () => {
    expect(doneBy(await foresee(STAGING, { profile: 'smoke' }))).toEqual({ derived: [], cases: [] });
    expect(doneBy(await foresee({ ...STAGING, ...EXISTING_ORG }, { profile: 'smoke' }))).toEqual({
      derived: [],
      cases: [],
    });
  });

  it('has made on it by the smoke profile what it is told to', async () => {
    const { derived } = doneBy(await foresee(STAGING, { profile: 'smoke', allowCreation: true }));
    expect(derived).toContain('create-org');
  });

  it('has nothing changed that the configuration gave: a workspace of somebody is none of the run', async () => {
    const plan = await foresee({ ...STAGING, ...EXISTING_ORG });
    const touched = plan.plan.sequences
      .flatMap((sequence) => sequence.cases)
      .filter((testCase) => testCase.withheld === undefined)
      .flatMap((testCase) => testCase.steps)
      .filter(({ request }) => request.path.includes('${workspace.id}') && !isHarmless(request));
    expect(touched.map((step) => step.request.operationId)).toEqual([]);
  });
});

describe('a deployment whose every gate is open', () => {
  it('is as it was after the whole matrix, but for what the run has written down as its own', async () => {
    const deployment = await startDeployment({
      faults: ['accepts-any-credential-everywhere'],
      bystanders: ['e2e-0123456789-a'],
    });
    try {
      const before = deployment.dumpState();
      const record = await runAgainst(deployment, {
        directory,
        flags: { family: SECURITY, only: ['POST *', 'PUT *', 'PATCH *', 'DELETE *'] },
      });
      expect(record.findings.flatMap(({ occurrences }) => occurrences).length).toBeGreaterThan(30);
      expect(record.leftovers).toEqual([]);
      const after = withoutOwn(deployment.dumpState(), before, ownIds());
      expect(after).toEqual(before);
    } finally {
      await deployment.close();
    }
  }, 240_000);
});

const SECURITY = ['tier-matrix', 'credential-variants', 'routing', 'ways-around', 'wrong-owner'];

/** Everything that the ledger of the run names. */
function ownIds(): string {
  const reports = join(directory, 'reports');
  const [run] = readdirSync(reports).filter((name) => /^\d{8}T/.test(name));
  return readFileSync(join(reports, run ?? '', 'ledger.jsonl'), 'utf8');
}

/** Takes out what was not there before and stands in the ledger: keys that are revoked and machines that are terminated, their volumes erased, stay on the books. */
function withoutOwn(after: JsonObject, before: JsonObject, ledger: string): JsonObject {
  const entries = Object.entries(after).flatMap(([name, value]) => {
    const was = before[name];
    if (was === undefined && isOwn(name, value, ledger)) return [];
    return [[name, isJsonObject(value) && isJsonObject(was) ? withoutOwn(value, was, ledger) : value] as const];
  });
  return Object.fromEntries(entries);
}

function isOwn(name: string, value: JsonValue | undefined, ledger: string): boolean {
  if (!isJsonObject(value)) return false;
  const { workspaceId, revoked, state, volumeErased } = value;
  const isOver = revoked === true || (state === 'terminated' && volumeErased === true);
  return isOver && [name, workspaceId].some((id) => typeof id === 'string' && ledger.includes(id));
}
