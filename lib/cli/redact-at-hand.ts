import { defined } from '../core/defined.ts';
import { createRedactor } from '../exchange/redaction.ts';
import { readConfig, readNotification } from '../config/config.ts';
import { factsOf, VARIABLE_NAMES } from '../config/variables.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Takes the credentials that the environment and the `.env` file hold out of a text. For the last words of a program that
 * failed: what it may have had in its hands must not be among them.
 */
export function redactAtHand(text: string, argv: readonly string[], environment: Environment): string {
  const redactor = createRedactor();
  for (const name of VARIABLE_NAMES) {
    const { secret, hidden } = factsOf(name);
    const label = secret ?? (hidden === true ? name : undefined);
    const value = environment[name]?.trim();
    if (label !== undefined && value !== undefined) redactor.add(label, value);
  }
  const envFile = optionOf(argv, '--env-file');
  const sources = { environment, ...defined({ envFile }) };
  const read = readConfig(sources);
  const secrets = read.ok && read.value.target === 'remote' ? read.value.secrets : {};
  for (const [name, value] of Object.entries(secrets)) redactor.add(name, value);
  const notification = readNotification(sources);
  const hooks = [optionOf(argv, '--notify'), notification.ok ? notification.value.webhookUrl : undefined];
  for (const hook of hooks) if (hook !== undefined) redactor.add('NOTIFY_WEBHOOK_URL', hook);
  return redactor.redact(text);
}

/** The value of an option: how far commander got before the failure is not known here. */
function optionOf(argv: readonly string[], name: string): string | undefined {
  const joined = argv.find((argument) => argument.startsWith(`${name}=`));
  if (joined !== undefined) return joined.slice(name.length + 1);
  const at = argv.indexOf(name);
  return at === -1 ? undefined : argv[at + 1];
}
