import { inspect } from 'node:util';
import type { SecretName } from './variable-kinds.ts';
import { factsOf, VARIABLE_NAMES, type VariableValues } from './variables.ts';

/** The credentials of the configuration by name. Printed or turned into JSON as a whole, it shows names only. */
export type Secrets = Readonly<Partial<Record<SecretName, string>>>;

export function collectSecrets(values: VariableValues): Secrets {
  const secrets: Partial<Record<SecretName, string>> = {};
  for (const name of VARIABLE_NAMES) {
    const { secret } = factsOf(name);
    const value = values[name];
    if (secret !== undefined && typeof value === 'string') secrets[secret] = value;
  }
  return hideValues(secrets);
}

function hideValues(secrets: Secrets): Secrets {
  const show = () => Object.fromEntries(Object.keys(secrets).map((name) => [name, `[secret:${name}]`]));
  // Not enumerable: copies and transfers between processes take the values and nothing else.
  return Object.defineProperties(secrets, { toJSON: { value: show }, [inspect.custom]: { value: show } });
}
