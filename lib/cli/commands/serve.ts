import { Option, type Command } from 'commander';
import { defined } from '../../core/defined.ts';
import { HarnessError } from '../../core/errors.ts';
import {
  EDITIONS,
  startDeployment,
  type Deployment,
  type DeploymentOptions,
  type Edition,
} from '../../embedded/deployment.ts';
import { MUTANTS, selectMutants } from '../../embedded/mutants/mutants.ts';
import { shellWord } from '../../reporters/commands.ts';
import type { CommandUnit } from '../create-program.ts';
import { renderFaults } from '../describe-faults.ts';
import { writeEnvFile, type EnvFile } from '../env-file.ts';
import { collect, numberUpTo, wholeNumberIn } from '../parse-options.ts';

/** `conform serve`: runs the embedded deployment on its own. */
export const serveCommand: CommandUnit = {
  name: 'serve',
  register: (program) => {
    addOptions(program.command('serve')).action(async (flags: ServeFlags) => {
      if (flags.listFaults === true) process.stdout.write(renderFaults(MUTANTS));
      else await serve(flags);
    });
  },
};

interface ServeFlags {
  readonly edition: Edition;
  readonly fault: readonly string[];
  readonly port: number;
  readonly tenantPort: number;
  readonly speed?: number;
  readonly rateLimit?: number;
  readonly seed?: string;
  readonly writeEnv?: string;
  readonly listFaults?: true;
}

function addOptions(command: Command): Command {
  const port = wholeNumberIn({ min: 0, max: 65_535 });
  return command
    .summary('runs the embedded deployment, for looking at and for other tools')
    .description(
      'Runs the embedded deployment on the loopback address until it is stopped with Ctrl+C: a control plane and one tenant server per org, with two orgs, acme and globex, in it. What it remembers is gone when it stops.',
    )
    .addOption(
      new Option(
        '--edition <name>',
        'how the tenants behave: as the contract says, or as the public server was seen to',
      )
        .choices(EDITIONS)
        .default('conforming'),
    )
    .option('--fault <id>', 'a fault that it has, in the conforming edition only; may be repeated', collect, [])
    .option('--list-faults', 'prints every fault it can have, and starts nothing')
    .option('--port <n>', 'port of the control plane (0 takes a free one)', port, 0)
    .option('--tenant-port <n>', 'port of the tenants (0 takes a free one)', port, 0)
    .option(
      '--speed <n>',
      'how many times faster than real time new orgs come up (default: 600)',
      numberUpTo(1_000_000),
    )
    .option(
      '--rate-limit <n>',
      'requests a minute before 429 (default: 100000)',
      wholeNumberIn({ min: 1, max: 1_000_000 }),
    )
    .option('--seed <text>', 'what ids and credentials are made from (default: molecule)')
    .option('--write-env <file>', 'writes the configuration that leads here to a file, and removes it at the end')
    .addHelpText('after', EXAMPLES);
}

const EXAMPLES = `
Without --write-env the configuration is printed, credentials and all: they are made up, and work on this deployment only.

Examples:
  $ conform serve
  $ conform serve --fault accepts-any-bearer --write-env serve.env
  $ conform run --env-file serve.env                  in another shell
  $ conform serve --edition observed                  the tenants of the public server
  $ conform serve --port 8080 --tenant-port 8081 --rate-limit 600 --speed 10
  $ conform serve --list-faults`;

/** Serves until a signal comes. That is the usual way to end it, so the exit code is 0. */
async function serve(flags: ServeFlags): Promise<void> {
  const stopped = waitForSignal();
  const deployment = await start(optionsFrom(flags));
  let envFile: EnvFile | undefined;
  try {
    if (flags.writeEnv !== undefined) envFile = writeEnvFile(flags.writeEnv, variablesOf(deployment, flags));
    process.stdout.write(renderWelcome(deployment, flags));
    await stopped;
  } finally {
    envFile?.remove();
    await deployment.close();
  }
  const faults = deployment.internalErrors();
  if (faults.length > 0)
    process.stderr.write(
      `conform: the embedded deployment itself failed ${faults.length} times:\n${faults.join('\n')}\n`,
    );
}

function optionsFrom(flags: ServeFlags): DeploymentOptions {
  return {
    edition: flags.edition,
    faults: flags.fault,
    cpPort: flags.port,
    tenantPort: flags.tenantPort,
    ...defined({ speed: flags.speed, requestsPerMinute: flags.rateLimit, seed: flags.seed }),
  };
}

const CANNOT_LISTEN: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'is in use'],
  ['EACCES', 'may not be used by this user'],
]);

async function start(options: DeploymentOptions): Promise<Deployment> {
  try {
    return await startDeployment(options);
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
    const why = CANNOT_LISTEN.get(code);
    if (why === undefined) throw error;
    const port = error instanceof Error && 'port' in error ? ` ${String(error.port)}` : '';
    throw new HarnessError('usage', `the port${port} ${why}`, [
      'choose others with --port and --tenant-port, or leave them out',
    ]);
  }
}

function waitForSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

function renderWelcome(deployment: Deployment, flags: ServeFlags): string {
  const faults = selectMutants(flags.fault).map(({ id, title }) => `  fault           ${id}: ${title}`);
  const lines = [
    'The embedded deployment is up. Ctrl+C stops it.',
    '',
    `  control plane   ${deployment.cpBaseUrl}`,
    `  tenants         ${deployment.tenantBaseUrl}   with acme or globex in place of {slug}`,
    `  edition         ${flags.edition}`,
    ...(faults.length === 0 ? ['  faults          none'] : faults),
    '',
    ...(flags.writeEnv === undefined
      ? describeVariables(variablesOf(deployment, flags))
      : describeFile(flags.writeEnv)),
  ];
  return `${lines.join('\n')}\n`;
}

function describeFile(file: string): readonly string[] {
  return ['To hold it against the contract, in another shell:', '', `  conform run --env-file ${shellWord(file)}`];
}

/** Returns the variables that lead to the deployment. Without a rate limit of its own there is nothing for a run to wait for. */
function variablesOf({ environment }: Deployment, { rateLimit }: ServeFlags): Readonly<Record<string, string>> {
  return rateLimit === undefined ? { ...environment, REQUESTS_PER_SECOND: '0', POLL_INTERVAL_MS: '50' } : environment;
}

function describeVariables(variables: Readonly<Record<string, string>>): readonly string[] {
  return [
    'To hold it against the contract, paste this into another shell and run `conform run` there. The credentials are made up',
    'and work on this deployment only.',
    '',
    ...Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`),
  ];
}
