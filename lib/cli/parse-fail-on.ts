import { HarnessError } from '../core/errors.ts';
import { SEVERITIES, type Severity } from '../core/severity.ts';

/** What `--fail-on` takes: the mildest severity that fails a run, or `never`. Throws a `HarnessError` for anything else. */
export function parseFailOn(text: string): Severity | 'never' {
  const known = [...SEVERITIES, 'never' as const].find((severity) => severity === text);
  if (known === undefined)
    throw new HarnessError('usage', `--fail-on takes ${SEVERITIES.join(', ')} or never, not "${text}"`);
  return known;
}
