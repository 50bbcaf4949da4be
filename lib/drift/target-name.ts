import { HarnessError } from '../core/errors.ts';

/** The name of a target as part of a file name. A record from elsewhere may carry any text; it must not lead out of the folder. */
export function checkTargetName(target: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,127}$/i.test(target)) return target;
  throw new HarnessError(
    'configuration',
    `the name of the target, ${JSON.stringify(target)}, cannot be part of a file name`,
    ['set TARGET_NAME to letters, digits, dots and dashes'],
  );
}
