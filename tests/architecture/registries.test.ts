import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const LIB = join(import.meta.dirname, '..', '..', 'lib');

const registries = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('/registry.ts'),
);

describe('registries', () => {
  it.each(registries)('lib/%s holds sorted re-export lines only', (name) => {
    const lines = readFileSync(join(LIB, name), 'utf8').trim().split('\n');
    const places = lines.map(
      (line) => /^export (?:\{ [^}]+ \}|\*) from '(\.\/[^']+)';$/.exec(line)?.[1] ?? `not a re-export: ${line}`,
    );
    expect(places).toEqual([...places].sort());
  });
});
