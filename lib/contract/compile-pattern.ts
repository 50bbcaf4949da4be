const known = new Map<string, RegExp>();

/**
 * Compiles a pattern as a regular expression of ECMA-262 in Unicode mode, or in plain mode if only that takes it, as with `\-`
 * (JSON Schema 2020-12 core, section 6.4, recommends but does not require Unicode mode). Throws where neither does.
 */
export function compilePattern(pattern: string): RegExp {
  const compiled = known.get(pattern) ?? (isOfUnicodeMode(pattern) ? new RegExp(pattern, 'u') : new RegExp(pattern));
  known.set(pattern, compiled);
  return compiled;
}

/** Whether Unicode mode takes the pattern. */
export function isOfUnicodeMode(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
