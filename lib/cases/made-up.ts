/** Secrets that a run makes up: they open nothing, and may stand anywhere in a request. */
export const MADE_UP: readonly string[] = ['expiredToken', 'garbage', 'sentValue'];
