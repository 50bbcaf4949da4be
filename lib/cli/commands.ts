import { baselineCommand } from './commands/baseline.ts';
import { checkCommand } from './commands/check.ts';
import { diffCommand } from './commands/diff.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { planCommand } from './commands/plan.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { serveCommand } from './commands/serve.ts';
import { sweepCommand } from './commands/sweep.ts';
import type { CommandUnit } from './create-program.ts';

/** Every command, in the order in which `conform help` lists them. */
export const COMMANDS: readonly CommandUnit[] = [
  baselineCommand,
  checkCommand,
  diffCommand,
  doctorCommand,
  explainCommand,
  planCommand,
  reportCommand,
  runCommand,
  serveCommand,
  sweepCommand,
];
