import type { CommandUnit } from './command.ts';
import * as registry from './registry.ts';

/** Every command, by name. */
export const COMMANDS: readonly CommandUnit[] = Object.values<CommandUnit>(registry).sort((left, right) =>
  left.name < right.name ? -1 : 1,
);
