import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

/** Instructions with their arguments; lines that go on are joined. */
const instructions = readFileSync(join(ROOT, 'Containerfile'), 'utf8')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => [line.split(' ')[0] ?? '', line.slice(line.indexOf(' ') + 1)] as const);

function argumentsOf(name: string): readonly string[] {
  return instructions.flatMap(([instruction, rest]) => (instruction === name ? [rest] : []));
}

describe('the container', () => {
  it('is built from a pinned slim image of Node that the program runs on', () => {
    expect(argumentsOf('FROM')).toEqual([expect.stringMatching(/^docker\.io\/library\/node:2[24]-\w+-slim$/)]);
  });

  it('ends as a user that is not root, by number', () => {
    const user = instructions.findIndex(([name]) => name === 'USER');
    expect(argumentsOf('USER')).toEqual([expect.stringMatching(/^[1-9]\d+:[1-9]\d+$/)]);
    expect(instructions.slice(user).some(([name]) => name === 'RUN' || name === 'COPY')).toBe(false);
  });

  it('installs no development dependency and runs no install script', () => {
    expect(argumentsOf('RUN').join()).toMatch(/npm ci --omit=dev --ignore-scripts/);
  });

  it('copies what is there and what the ignore file lets through', () => {
    const allowed = readFileSync(join(ROOT, '.containerignore'), 'utf8').split('\n');
    const copied = argumentsOf('COPY').flatMap((rest) => rest.split(' ').slice(0, -1));
    expect(copied.filter((name) => !existsSync(join(ROOT, name)) || !allowed.includes(`!${name}`))).toEqual([]);
    expect(allowed[0]).toBe('*');
  });
});
