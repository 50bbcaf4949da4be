export { explainCommand } from './commands/explain.ts';
export { planCommand } from './commands/plan.ts';
export { runCommand } from './commands/run.ts';
export { serveCommand } from './commands/serve.ts';
