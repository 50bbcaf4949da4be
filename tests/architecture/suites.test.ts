import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Contract } from '../../lib/contract/contract.ts';
import { DEFAULT_FILES, readInputs } from '../../lib/setup/read-inputs.ts';
import { TAGS_WITH_SUITE } from '../../lib/suite-kit/define-suite.ts';

const SUITES = join(import.meta.dirname, '..', '..', 'suites');

describe('suites', () => {
  let contract: Contract;
  beforeAll(async () => {
    contract = (await readInputs(DEFAULT_FILES, false)).contract;
  });

  it('has one suite for each tag of the contract', () => {
    const tags = [...new Set(contract.operations.map((operation) => operation.tag))].sort();
    expect(tags.filter((tag) => !TAGS_WITH_SUITE.includes(tag))).toEqual([]);
  });

  it('has a file for each tag that is said to have a suite', () => {
    const text = readdirSync(SUITES, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.suite.ts'))
      .map((name) => readFileSync(join(SUITES, name), 'utf8'));
    const named = text.flatMap((source) => /tag: '([^']+)'/.exec(source)?.[1] ?? []).filter((tag) => tag !== 'rest');
    expect(named.sort()).toEqual([...TAGS_WITH_SUITE].sort());
  });
});
