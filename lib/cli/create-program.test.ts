import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from './commands.ts';
import { createProgram } from './create-program.ts';

function quietProgram(): { readonly program: Command; readonly said: string[] } {
  const said: string[] = [];
  const program = createProgram(COMMANDS, '1.2.3');
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ writeOut: (text) => said.push(text), writeErr: (text) => said.push(text) });
  }
  return { program, said };
}

describe('createProgram', () => {
  it('names its version', async () => {
    const { program, said } = quietProgram();
    await expect(program.parseAsync(['--version'], { from: 'user' })).rejects.toMatchObject({ exitCode: 0 });
    expect(said).toEqual(['1.2.3\n']);
  });

  it('suggests the command that an unknown one may have meant', async () => {
    const { program, said } = quietProgram();
    await expect(program.parseAsync(['explian'], { from: 'user' })).rejects.toMatchObject({
      code: 'commander.unknownCommand',
    });
    expect(said.join('')).toContain('Did you mean explain?');
  });

  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    'has a summary and examples for %s',
    async (name) => {
      const { program, said } = quietProgram();
      expect(program.commands.find((command) => command.name() === name)?.summary()).toMatch(/^[a-z]/);
      await expect(program.parseAsync([name, '--help'], { from: 'user' })).rejects.toMatchObject({ exitCode: 0 });
      expect(said.join('')).toContain(`$ conform ${name}`);
    },
  );

  it('has no two commands of one name', () => {
    expect(new Set(COMMANDS.map(({ name }) => name)).size).toBe(COMMANDS.length);
  });
});
