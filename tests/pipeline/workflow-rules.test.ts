import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkWorkflow } from '../../scripts/workflow-rules.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const HASH = '0123456789012345678901234567890123456789';

const RIGHT = `
on: push
permissions:
  contents: read
concurrency:
  group: one
jobs:
  a:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@${HASH} # v4.2.2
      - run: echo "$NAME"
        env:
          NAME: \${{ inputs.name }}
  b:
    uses: ./.github/workflows/other.yml
`;

describe('checkWorkflow', () => {
  it('finds nothing where all is as promised', () => {
    expect(checkWorkflow(RIGHT)).toEqual([]);
  });

  it.each([
    ['permissions:\n  contents: read\n', '', 'permissions must be said', 2],
    ['permissions:\n  contents: read', 'permissions: write-all', 'permissions must be named one by one', 3],
    ['concurrency:\n  group: one\n', '', 'concurrency must be said', 2],
    ['    timeout-minutes: 5\n', '', 'a job must have timeout-minutes', 9],
    [`@${HASH} # v4.2.2`, '@v4', 'must be pinned to the full hash', 12],
    [' # v4.2.2', '', 'the version that a commit stands for', 12],
    ['echo "$NAME"', 'echo "${{ inputs.name }}"', 'an expression must not stand in a script', 13],
  ])('finds what is wrong when %j becomes %j', (from, to, message, line) => {
    expect(RIGHT).toContain(from);
    expect(checkWorkflow(RIGHT.replace(from, to))).toEqual([
      { line, message: expect.stringContaining(message) as string },
    ]);
  });
});

/** Scripts that the workflow files of a forge call, and the steps' environment. */
function runsOf(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) =>
    [...readFileSync(join(ROOT, folder, name), 'utf8').matchAll(/run: (.+)/g)].map(([, run]) => run ?? ''),
  );
}

describe('the workflows of both forges', () => {
  it('call scripts that there are', () => {
    const called = [...runsOf('.github/workflows'), ...runsOf('.gitea/workflows')].flatMap(
      (run) => /scripts\/\S+/.exec(run)?.[0].split('/').at(-1) ?? [],
    );
    const there = readdirSync(join(ROOT, 'scripts', 'pipeline'));
    expect([...new Set(called)].filter((name) => !there.includes(name))).toEqual([]);
    expect(there.filter((name) => name.endsWith('.sh') && !called.includes(name))).toEqual([]);
  });

  it('keep the ledger of every run, also of one that was cut off', () => {
    const runs = [...jobsOf('.github/workflows'), ...jobsOf('.gitea/workflows')].filter(sendsRequests);
    expect(runs).toHaveLength(6);
    for (const { steps = [] } of runs) {
      const kept = steps.filter(({ with: { path = '' } = {} }) => path.includes('ledger.jsonl'));
      expect(kept.map((step) => step.if)).toEqual(['${{ always() }}']);
    }
  });
});

interface Job {
  readonly steps?: readonly {
    readonly if?: string;
    readonly run?: string;
    readonly with?: { readonly path?: string };
  }[];
}

function jobsOf(folder: string): readonly Job[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const { jobs } = parse(readFileSync(join(ROOT, folder, name), 'utf8')) as { jobs: Readonly<Record<string, Job>> };
    return Object.values(jobs);
  });
}

function sendsRequests({ steps = [] }: Job): boolean {
  return steps.some(({ run = '' }) => /pipeline\/(?:audit|smoke|gate-shard)\.sh/.test(run));
}
