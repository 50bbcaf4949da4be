/** A path that means the same to a careless router. */
export interface SpelledPath {
  readonly id: string;
  readonly title: string;
  readonly path: string;
}

/**
 * Other spellings of a path: RFC 3986 (section 6.2.2) lets a server treat encoded letters and dot segments as the same path;
 * whichever it does, the gate has to look at the same path as the router.
 */
export function spellPath(path: string): readonly SpelledPath[] {
  const segments = path.split('/');
  const at = segments.findLastIndex((segment, index) => index > 0 && !segment.includes('${') && segment !== '');
  const fixed = segments[at] ?? '';
  const withSegment = (segment: string): string => segments.with(at, segment).join('/');
  const before = (inserted: string): string =>
    [...segments.slice(0, at), ...inserted.split('/'), ...segments.slice(at)].join('/');
  return [
    { id: 'trailing-slash', title: 'a slash at the end', path: `${path}/` },
    { id: 'double-slash', title: 'a double slash', path: before('') },
    { id: 'other-case', title: 'its path in capitals', path: withSegment(fixed.toUpperCase()) },
    {
      id: 'encoded',
      title: 'an encoded letter in its path',
      path: withSegment(`%${fixed.charCodeAt(0).toString(16).toUpperCase()}${fixed.slice(1)}`),
    },
    { id: 'dot-segment', title: 'a dot segment in its path', path: before('.') },
    { id: 'parent-segment', title: 'a detour in its path', path: before('x/..') },
  ];
}
