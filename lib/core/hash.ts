import { createHash } from 'node:crypto';

/** Lower-case hexadecimal SHA-256 of the UTF-8 text. */
export function hashText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
