import type { Command } from 'commander';

/** One command of `conform`, in a file of its own. `register` adds it, with its options, its help and what it does. */
export interface CommandUnit {
  readonly name: string;
  register(program: Command): void;
}
