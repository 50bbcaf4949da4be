export { planCommand } from './commands/plan.ts';
export { runCommand } from './commands/run.ts';
