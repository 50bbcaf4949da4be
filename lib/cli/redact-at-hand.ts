import { createRedactor } from '../exchange/redaction.ts';
import { readConfig } from '../target/config.ts';
import { factsOf, VARIABLE_NAMES } from '../target/variables.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Takes the credentials that the environment and the `.env` file hold out of a text. For the last words of a program that
 * failed: what it may have had in its hands must not be among them.
 */
export function redactAtHand(text: string, argv: readonly string[], environment: Environment): string {
  const redactor = createRedactor();
  for (const name of VARIABLE_NAMES) {
    const { secret } = factsOf(name);
    const value = environment[name]?.trim();
    if (secret !== undefined && value !== undefined) redactor.add(secret, value);
  }
  const envFile = envFileOf(argv);
  const read = readConfig({ environment, ...(envFile === undefined ? {} : { envFile }) });
  const secrets = read.ok && read.value.target === 'remote' ? read.value.secrets : {};
  for (const [name, value] of Object.entries(secrets)) redactor.add(name, value);
  return redactor.redact(text);
}

/** The value of `--env-file`: how far commander got before the failure is not known here. */
function envFileOf(argv: readonly string[]): string | undefined {
  const joined = argv.find((argument) => argument.startsWith('--env-file='));
  if (joined !== undefined) return joined.slice('--env-file='.length);
  const at = argv.indexOf('--env-file');
  return at === -1 ? undefined : argv[at + 1];
}
