import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Contract } from './contract.ts';
import { readContract } from './read-spec.ts';
import { readDocument, smallDocument } from '../../tests/support/test-contract.ts';
import { choosePlatform } from '../platform/platforms.ts';

describe('readContract', () => {
  it('gives title, version and a hash that follows the content', async () => {
    const [one, same, other] = [
      await readDocument(smallDocument()),
      await readDocument(smallDocument()),
      await readDocument(smallDocument({ info: { title: 'Widgets', version: '2' } })),
    ];
    expect(one).toMatchObject({ title: 'Widgets', version: '1.0.0', warnings: [] });
    expect(one.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(same.hash).toBe(one.hash);
    expect(other.hash).not.toBe(one.hash);
  });

  it('finds operations by id', async () => {
    const contract = await readDocument(smallDocument());
    expect(contract.operation('listWidgets')).toBe(contract.operations[0]);
    expect(contract.operation('other')).toBeUndefined();
  });
});

describe('the contract of the platform', () => {
  const file = join(import.meta.dirname, '..', '..', 'spec', 'management.yaml');
  const lines = readFileSync(file, 'utf8').split('\n');
  let contract: Contract;
  beforeAll(async () => {
    const read = await readContract(file, { choosePlatform, validate: true });
    if (!read.ok) throw new Error(read.error.map(({ message }) => message).join('; '));
    contract = read.value;
  });

  it('has 58 operations and 8 security schemes, and nothing to warn of', () => {
    expect(contract.operations).toHaveLength(58);
    expect(contract.securitySchemes.size).toBe(8);
    expect(contract.warnings).toEqual([]);
  });

  it('is placed where a search finds it: every operation, response and security scheme', () => {
    const textAt = (pointer: string): string => {
      const { line, column } = contract.positionOf(pointer);
      return (lines[line - 1] ?? '').slice(column - 1);
    };
    for (const { id, pointer, responses } of contract.operations) {
      expect(textAt(`${pointer}/operationId`)).toBe(`operationId: ${id}`);
      for (const response of responses)
        expect(textAt(response.pointer)).toMatch(RegExp(`^["']?${response.status}["']?:`));
    }
    for (const name of contract.securitySchemes.keys())
      expect(textAt(`/components/securitySchemes/${name}`)).toMatch(RegExp(`^${name}:`));
  });
});
