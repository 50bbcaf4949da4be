import { describe, expect, it } from 'vitest';
import { buildFinding, buildRecord } from '../../tests/support/test-record.ts';
import { explainCommand, rerunCommand, rerunFinding } from './commands.ts';

const { run } = buildRecord();

describe('rerunFinding', () => {
  it('sends the operation and family of the canonical case with the same profile, seed and contract', () => {
    const finding = buildFinding({ cases: ['deleteOrg/tier-matrix/anonymous', 'getOrg/conformance/full'] });
    expect(rerunFinding(finding, run)).toBe(
      'npx conform run --only deleteOrg --family tier-matrix --profile gate --seed 1 --spec spec/management.yaml',
    );
  });

  it('names no family where the case does not', () => {
    expect(rerunFinding(buildFinding({ cases: ['odd'] }), run)).toContain('run --only getOrg --profile');
  });

  it('names all that the run was started with: edits of the contract, what stands beside it, and the target', () => {
    const contract = { ...run.contract, overlays: ['a.overlay.yaml'], data: 'my data.yaml' };
    const target = { ...run.target, envFile: 'staging.env' };
    expect(rerunFinding(buildFinding(), { ...run, contract, target })).toMatch(
      / --spec spec\/management.yaml --overlay a.overlay.yaml --data 'my data.yaml' --env-file staging.env$/,
    );
  });

  it('brings the faults of the embedded deployment back', () => {
    expect(rerunFinding(buildFinding(), { ...run, faults: ['drops-export-route'] })).toMatch(
      / --fault drops-export-route$/,
    );
  });

  it('goes to the same edition of the tenants, with the same accommodations', () => {
    const contract = { ...run.contract, accommodations: ['public-tenant.yaml'] };
    expect(rerunFinding(buildFinding(), { ...run, contract, edition: 'observed' })).toMatch(
      / --accommodations public-tenant.yaml --edition observed$/,
    );
  });
});

describe('rerunCommand', () => {
  it('names neither profile nor seed where traffic was recorded', () => {
    const facts = { ...run, profile: 'recorded', seed: 'none' };
    expect(rerunCommand({ operation: 'getOrg' }, facts)).toBe(
      'npx conform run --only getOrg --spec spec/management.yaml',
    );
  });

  it('leaves nothing of a value to the shell', () => {
    const facts = { ...run, seed: `$(x) 'y'`, profile: '-p' };
    expect(rerunCommand({ operation: 'a;b', tier: 'org-key' }, facts)).toBe(
      `npx conform run --only 'a;b' --tier org-key --profile '-p' --seed '$(x) '\\''y'\\''' --spec spec/management.yaml`,
    );
  });
});

describe('the variables of a printed command', () => {
  it('are explained where no configuration has them, each once', () => {
    const command = `curl "$CP_BASE_URL"'/a/'"$FRESH_UUID_INSTANCE"'?x='"$INSTANCE_ID"'&y='"$INSTANCE_ID" -H 'Authorization: Bearer '"$GARBAGE"`;
    expect(explainCommand(command)).toBe(
      'FRESH_UUID_INSTANCE: a new UUID; INSTANCE_ID: of what is made first, as its creation answers; GARBAGE: any text in the form of the credential',
    );
  });

  it('are left alone where the configuration has them, also when they are changed on the way', () => {
    expect(explainCommand(`curl "\${OTHER_ORG_API_KEY%?}" "$ORG_SLUG" "$OTHER_WORKSPACE_ID"`)).toBe('');
  });
});
