export { baselineCommand } from './commands/baseline.ts';
export { diffCommand } from './commands/diff.ts';
export { planCommand } from './commands/plan.ts';
export { reportCommand } from './commands/report.ts';
export { runCommand } from './commands/run.ts';
