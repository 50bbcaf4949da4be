/** A secret that is told by its look, whatever it is called. */
interface LookedSecret {
  readonly look: string;
  readonly value: string;
}

/** Forms that only secrets have, with a name for each. The id of a key in the address of a signed download is none. */
const LOOKS: readonly (readonly [look: string, form: RegExp])[] = [
  ['private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----[\s\S]+?-----END (?:[A-Z]+ )*PRIVATE KEY-----/g],
  ['JSON Web Token', /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g],
  ['cloud key', /(?<![\w/-])(?<!Credential=)(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Z])/g],
  ['cloud key', /(?<![\w-])AIza[\w-]{35}(?![\w-])/g],
  [
    'key of a provider',
    /(?<![\w-])(?:gh[opsu]_[A-Za-z0-9]{36}|github_pat_\w{40,}|glpat-[\w-]{20,}|npm_[A-Za-z0-9]{36})/g,
  ],
  ['key of a provider', /(?<![\w-])(?:[sr]k_live_\w{20,}|whsec_[\w+/=]{24,}|sk-(?:ant|proj)-[\w-]{20,})/g],
  ['key of a provider', /(?<![\w-])(?:xox[abeprs]-[\w-]{10,}|SG\.[\w-]{16,}\.[\w-]{16,})/g],
];

/** Finds keys and tokens in a text by their look. */
export function findSecretsByLook(text: string): readonly LookedSecret[] {
  return LOOKS.flatMap(([look, form]) => [...text.matchAll(form)].map(([value]) => ({ look, value })));
}

const SHORTEST_RANDOM = 32;
const FEWEST_DIFFERENT = 16;
/** Words have longer runs of small letters than chance gives. */
const LONGEST_RUN = /[a-z]{8}/;

/** Tells whether a text is long and random, as keys are: digests and ids are of one case, and words have longer runs of letters. */
export function looksRandom(text: string): boolean {
  if (text.length < SHORTEST_RANDOM || !/^[\w+/=~.-]+$/.test(text) || LONGEST_RUN.test(text)) return false;
  const count = (form: RegExp): number => text.match(form)?.length ?? 0;
  const isMixed = count(/[A-Z]/g) >= 4 && count(/[a-z]/g) >= 4 && count(/\d/g) >= 2;
  return isMixed && new Set(text).size >= FEWEST_DIFFERENT;
}
