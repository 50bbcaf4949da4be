export { baselineCommand } from './commands/baseline.ts';
export { diffCommand } from './commands/diff.ts';
export { doctorCommand } from './commands/doctor.ts';
export { explainCommand } from './commands/explain.ts';
export { planCommand } from './commands/plan.ts';
export { reportCommand } from './commands/report.ts';
export { runCommand } from './commands/run.ts';
export { serveCommand } from './commands/serve.ts';
