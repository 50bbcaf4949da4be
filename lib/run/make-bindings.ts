import { uuidFrom } from '../cases/bind.ts';
import { hashText } from '../core/hash.ts';
import { nameSecrets, nameUnknown, nameValues, placeholderOf } from '../core/names.ts';
import { createSeededRandom } from '../core/seeded-random.ts';
import type { RunOptions } from './run-options.ts';

/** Makes the bindings that a run begins with: from the configuration, the data, its own names, and names of things that do not exist. */
export function makeBindings(options: RunOptions, secrets: Readonly<Record<string, string>>): Map<string, string> {
  const digest = hashText(`${options.runToken}/unknown`);
  const { platform } = options.inputs;
  const bindings = new Map([
    ...Object.entries(platform.valuesOf(options.config)),
    ...nameSecrets(secrets),
    ...nameValues(options.inputs.data.values),
    ['run.token', options.runToken],
    ...Object.entries(platform.valuesOfRun(options.runToken)),
    ...nameUnknown({
      uuid: uuidFrom(digest),
      slug: `e2e-unknown-${digest.slice(0, 12)}`,
      token: `conformance-unknown-${digest.slice(0, 12)}`,
      key: `CONFORMANCE_UNKNOWN_${digest.slice(0, 12).toUpperCase()}`,
    }),
  ]);
  bindOrigins(options, bindings);
  return bindings;
}

/** Binds the origins of the services in scope, as far as it is known by now which instance of each is under test. */
export function bindOrigins({ inputs: { platform }, config }: RunOptions, bindings: Map<string, string>): void {
  const { services } = platform.scopeOf(config);
  for (const { id, instanceOf } of platform.services) {
    if (!services.includes(id) || (instanceOf !== undefined && !bindings.has(instanceOf))) continue;
    const tenantSlug = instanceOf === undefined ? undefined : placeholderOf(instanceOf);
    const url = platform.addresses(config).baseUrlOf({ service: id, tenantSlug }, bindings);
    bindings.set(`origin.${id}`, new URL(url).origin);
  }
}

/** Makes the secrets of a run up: a bearer that was never issued, a token that has expired, and a value that must never be answered. */
export function makeSecrets(options: RunOptions): Record<string, string> {
  const random = createSeededRandom(`${options.runToken}/${options.seed}`);
  const text = (length: number): string =>
    Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join('');
  return { garbage: text(43), sentValue: text(32), expiredToken: expiredToken(text(16)) };
}

/** A token of the form of RFC 7519 that says it expired in 2001, with `none` for a signature: a service that does not verify it lets it in. */
function expiredToken(id: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part({ sub: 'conformance', jti: id, iat: 999_996_400, exp: 1_000_000_000 })}.`;
}
