import { EXIT } from '../../core/exit-codes.ts';
import { readConfig, readWarnings } from '../../config/config.ts';
import type { CommandUnit } from '../create-program.ts';
import { type ExaminedRun, examineTarget } from '../doctor/examine-target.ts';
import { type DoctorLine, exitCodeOfLines, misconfigured, ok, renderLines, warn } from '../doctor/line.ts';
import { createProgress } from '../terminal.ts';
import { NO_FLAGS, prepareRun } from '../run-settings.ts';

/** `conform doctor`: what is missing before a run would be of use, and how to get it. */
export const doctorCommand: CommandUnit = {
  name: 'doctor',
  register: (program) => {
    program
      .command('doctor')
      .option(
        '--env-file <file>',
        'where the configuration is read from, besides the environment (default: .env, if there is one)',
      )
      .option('--json', 'as JSON')
      .summary('looks at configuration, reachability, certificates, clocks and credentials')
      .description(
        'Looks at everything a run needs, and says what is missing, what that costs and how to get it: configuration, host names, connections, certificates, clocks, latency, credentials. Sends a few reads and changes nothing. With nothing configured it looks at the embedded deployment.',
      )
      .addHelpText('after', EXAMPLES)
      .action(async (flags: DoctorFlags) => {
        const lines = await examine(flags);
        process.stdout.write(flags.json === true ? renderJson(lines) : renderLines(lines));
        process.exitCode = exitCodeOfLines(lines);
      });
  },
};

interface DoctorFlags {
  readonly envFile?: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  $ conform doctor
  $ conform doctor --env-file staging.env
  $ conform doctor --env-file staging.env --json

Exit codes: 0 a run would be of use, 2 the configuration has to be changed, 3 the deployment cannot be reached. Values of
credentials are never printed.`;

async function examine({ envFile }: DoctorFlags): Promise<readonly DoctorLine[]> {
  const source = envFile === undefined ? {} : { envFile };
  const read = readConfig({ ...source, environment: process.env });
  const slips = readWarnings(source).map(slipLine);
  if (!read.ok) return [...read.error.map((problem) => problemLine(problem)), ...slips];
  const progress = createProgress();
  const { options, deployment } = await prepareRun({ ...NO_FLAGS, ...source }, true);
  try {
    return [targetLine(options), ...slips, ...(await examineTarget(options, progress.show))];
  } finally {
    progress.end();
    await deployment?.close();
  }
}

/** The sentences of the configuration say what is wrong, a colon, and what to do. */
function problemLine(problem: string): DoctorLine {
  const at = problem.indexOf(': ');
  const next = at === -1 ? 'see .env.example' : problem.slice(at + 2);
  return misconfigured('configuration', at === -1 ? problem : problem.slice(0, at), next);
}

function slipLine(warning: string): DoctorLine {
  const [seen, next] = warning.split(': ');
  return warn('configuration', seen ?? warning, next ?? 'see .env.example');
}

function targetLine({ config, targetKind }: ExaminedRun): DoctorLine {
  if (targetKind === 'embedded')
    return ok('configuration', 'nothing is configured: the embedded deployment is the target');
  return ok(
    'configuration',
    `the target is ${config.name} (${targetKind}): ${[config.cpBaseUrl, config.tenantBaseUrl].filter((url) => url !== undefined).join(', ')}`,
  );
}

function renderJson(lines: readonly DoctorLine[]): string {
  const exitCode = exitCodeOfLines(lines);
  return `${JSON.stringify({ usable: exitCode === EXIT.conforms, exitCode, lines }, null, 2)}\n`;
}
