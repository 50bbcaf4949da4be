import type { Contract, Operation, SecurityScheme } from '../../contract/contract.ts';
import { credentialSchemesOf, isOpen, isRoutingScheme } from '../../contract/security.ts';
import { placeholderOf, secretName } from '../../core/names.ts';
import type { Severity } from '../../core/severity.ts';
import type { HeaderLine } from '../../exchange/exchange.ts';
import type { RuleId } from '../../rules/rules.ts';

/** A wrong credential, ready to be put in the place of the right one. */
export interface CredentialVariant {
  readonly id: string;
  readonly title: string;
  readonly headers: readonly HeaderLine[];
  readonly query?: readonly (readonly [name: string, value: string])[];
  /** Joins the JSON body of the probe; only for operations that have one. */
  readonly bodyMember?: readonly [name: string, value: string];
  /** Id of the tier whose credential it carries, where that is not the rightful caller's. */
  readonly holder?: string;
  readonly rule: RuleId;
  readonly attack: string;
  readonly severity?: Severity;
}

/** A secret of the rightful caller and the scheme that carries it. */
interface CarriedSecret {
  readonly scheme: SecurityScheme;
  /** A template: `${secret.orgApiKey}`. */
  readonly secret: string;
}

/** The right credential in another place than the contract's: only its holder gets in, so the weight is the rule's own. */
const MISPLACED = { rule: 'auth.location-lenient' } as const;
const INVALID = { rule: 'auth.invalid-accepted' } as const;
/** The caller holds the right credential and sends it in an odd way. Nobody gets in who holds nothing valid. */
const HELD = { rule: 'auth.invalid-accepted', severity: 'minor' } as const;
/** RFC 9110 allows it: a scheme in any case (section 11.1), several blanks behind it (section 11.4). */
const ALLOWED_BY_HTTP = { rule: 'auth.location-lenient', severity: 'info' } as const;

const GUESS = 'somebody who holds a part of the credential, or guesses its form, is let in';
const COPY = 'the credential works from places that are logged, cached or sent along by browsers';
const CONFUSION = 'gateway and service may read different credentials from one request';

/** Values that are almost right, or nothing. `write` puts a value into its carrier. */
function wrongValues(secret: string, write: (value: string) => readonly HeaderLine[]): readonly CredentialVariant[] {
  const asked = secret.slice(2, -1);
  const held: ReadonlySet<string> = new Set(['trailing-blank', 'doubled']);
  const rows: readonly (readonly [id: string, title: string, value: string, attack: string])[] = [
    ['empty', 'an empty credential', '', 'nothing but the right header is needed'],
    [
      'garbage-of-right-length',
      'a made-up credential of the right length',
      `\${garbled:${asked}}`,
      'any text of the right length is let in',
    ],
    ['truncated', 'the credential without its last character', `\${truncated:${asked}}`, GUESS],
    ['other-case', 'the credential with the case of its letters swapped', `\${swapped:${asked}}`, GUESS],
    ['trailing-blank', 'the credential with an encoded blank behind it', `${secret}%20`, GUESS],
    ['doubled', 'the credential written twice', `${secret}${secret}`, GUESS],
  ];
  return rows.map(([id, title, value, attack]) => ({
    id,
    title,
    headers: write(value),
    ...(held.has(id) ? HELD : INVALID),
    attack,
  }));
}

function bearerVariants(secret: string): readonly CredentialVariant[] {
  const line = (value: string): readonly HeaderLine[] => [['Authorization', value]];
  const schemes = [
    ['lower-case-scheme', 'the scheme in lower case', `bearer ${secret}`, ALLOWED_BY_HTTP],
    ['without-scheme', 'without a scheme', secret, MISPLACED],
    ['two-blanks', 'two blanks behind the scheme', `Bearer  ${secret}`, ALLOWED_BY_HTTP],
  ] as const;
  const twice = 'two Authorization headers, the';
  return [
    ...wrongValues(secret, (value) => line(value === '' ? 'Bearer' : `Bearer ${value}`)),
    ...schemes.map(([id, title, value, weight]): CredentialVariant => ({
      id,
      title,
      headers: line(value),
      ...weight,
      attack: COPY,
    })),
    {
      id: 'basic-scheme',
      title: 'under the scheme Basic',
      headers: line(`Basic ${secret}`),
      rule: 'auth.undocumented-scheme',
      severity: 'minor',
      attack: COPY,
    },
    {
      id: 'two-headers-right-first',
      title: `${twice} first one right`,
      headers: [...line(`Bearer ${secret}`), ...line('Bearer ${secret.garbage}')],
      ...HELD,
      attack: CONFUSION,
    },
    {
      id: 'two-headers-wrong-first',
      title: `${twice} second one right`,
      headers: [...line('Bearer ${secret.garbage}'), ...line(`Bearer ${secret}`)],
      ...HELD,
      attack: CONFUSION,
    },
    {
      id: 'expired-token',
      title: 'an unsigned token that says it has expired',
      headers: line('Bearer ${secret.expiredToken}'),
      rule: 'auth.expired-accepted',
      attack: 'anybody can write a token that is read and never verified',
    },
  ];
}

function keyVariants(
  scheme: Extract<SecurityScheme, { kind: 'apiKey' }>,
  secret: string,
): readonly CredentialVariant[] {
  if (scheme.in !== 'cookie') return wrongValues(secret, (value) => [[scheme.key, value]]);
  const cookie = (value: string): readonly HeaderLine[] => [['Cookie', value]];
  const pair = (value: string): string => `${scheme.key}=${value}`;
  return [
    ...wrongValues(secret, (value) => cookie(pair(value))),
    {
      id: 'two-cookies-right-first',
      title: 'two cookies of the name, the first one right',
      headers: cookie(`${pair(secret)}; ${pair('${secret.garbage}')}`),
      ...HELD,
      attack: CONFUSION,
    },
    {
      id: 'two-cookies-wrong-first',
      title: 'two cookies of the name, the second one right',
      headers: cookie(`${pair('${secret.garbage}')}; ${pair(secret)}`),
      ...HELD,
      attack: CONFUSION,
    },
  ];
}

/** The right value in the carriers of the contract's other schemes, in the query and in the body. */
function misplacedVariants(
  contract: Contract,
  scheme: SecurityScheme,
  secret: string,
  hasBody: boolean,
): readonly CredentialVariant[] {
  const others = [...contract.securitySchemes.values()].filter(
    (other) => !isRoutingScheme(other) && carrierOf(other) !== carrierOf(scheme),
  );
  const carriers = [...new Map(others.map((other) => [carrierOf(other), other])).values()];
  const elsewhere = carriers.flatMap((other): readonly CredentialVariant[] => {
    const headers = writeInto(other, secret);
    if (headers === undefined) return [];
    return [
      {
        id: `in-${carrierOf(other)}`,
        title: `the credential in the carrier of ${other.name}`,
        headers,
        ...MISPLACED,
        attack: COPY,
      },
    ];
  });
  const queryName = scheme.kind === 'apiKey' && scheme.in === 'cookie' ? scheme.key : 'access_token';
  return [
    ...elsewhere,
    {
      id: 'in-query',
      title: 'the credential in the query string',
      headers: [],
      query: [[queryName, secret]],
      ...MISPLACED,
      attack: COPY,
    },
    ...(hasBody
      ? [
          {
            id: 'in-body',
            title: 'the credential in the body',
            headers: [],
            bodyMember: [queryName, secret] as const,
            ...MISPLACED,
            attack: COPY,
          },
        ]
      : []),
  ];
}

/** The header that carries a scheme, in lower case: `authorization`, `cookie`, `x-molecule-admin-token`. */
function carrierOf(scheme: SecurityScheme): string {
  if (scheme.kind !== 'apiKey') return 'authorization';
  return scheme.in === 'cookie' ? 'cookie' : scheme.key.toLowerCase();
}

function writeInto(scheme: SecurityScheme, value: string): readonly HeaderLine[] | undefined {
  if (scheme.kind === 'bearer') return [['Authorization', `Bearer ${value}`]];
  if (scheme.kind !== 'apiKey' || scheme.in === 'query') return undefined;
  return scheme.in === 'cookie' ? [['Cookie', `${scheme.key}=${value}`]] : [[scheme.key, value]];
}

/**
 * Every way in which the credential of a rightful caller can be wrong. With one secret its carriers and values are varied;
 * of a pair each half is, while the other one stays right.
 */
export function variantsOf(
  contract: Contract,
  operation: Operation,
  carried: readonly CarriedSecret[],
  hasBody: boolean,
): readonly CredentialVariant[] {
  const [only, second] = carried;
  if (only === undefined) return [];
  if (second === undefined) return variantsOfOne(contract, operation, only, hasBody);
  return [...carried.flatMap((half) => variantsOfHalf(half, carried)), swapped(only, second)].filter(
    (variant) => variant !== undefined,
  );
}

function variantsOfOne(
  contract: Contract,
  operation: Operation,
  { scheme, secret }: CarriedSecret,
  hasBody: boolean,
): readonly CredentialVariant[] {
  const own =
    scheme.kind === 'bearer' ? bearerVariants(secret) : scheme.kind === 'apiKey' ? keyVariants(scheme, secret) : [];
  return [
    ...own,
    ...misplacedVariants(contract, scheme, secret, hasBody),
    ...besideWrongBearer(contract, operation, scheme),
  ];
}

function variantsOfHalf(half: CarriedSecret, pair: readonly CarriedSecret[]): readonly CredentialVariant[] {
  const rest = pair.filter((other) => other !== half).flatMap((other) => writeInto(other.scheme, other.secret) ?? []);
  const own =
    half.scheme.kind === 'bearer'
      ? bearerVariants(half.secret)
      : half.scheme.kind === 'apiKey'
        ? keyVariants(half.scheme, half.secret)
        : [];
  return own.map((variant) => ({
    ...variant,
    id: `${half.scheme.name}-${variant.id}`,
    title: `${half.scheme.name}: ${variant.title}`,
    headers: [...variant.headers, ...rest],
  }));
}

function swapped(first: CarriedSecret, second: CarriedSecret): CredentialVariant | undefined {
  const headers = [writeInto(first.scheme, second.secret), writeInto(second.scheme, first.secret)];
  if (headers[0] === undefined || headers[1] === undefined) return undefined;
  return {
    id: 'swapped',
    title: 'each credential of the pair in the place of the other',
    headers: [...headers[0], ...headers[1]],
    ...MISPLACED,
    attack: COPY,
  };
}

/** A session that opens other operations, beside a bearer that is wrong: neither may help the other. */
function besideWrongBearer(
  contract: Contract,
  operation: Operation,
  scheme: SecurityScheme,
): readonly CredentialVariant[] {
  const session = [...contract.securitySchemes.values()].find(
    (other) => other.kind === 'apiKey' && other.in === 'cookie',
  );
  const isNamed = operation.security.some(
    (alternative) => session !== undefined && alternative.schemes.includes(session.name),
  );
  if (scheme.kind !== 'bearer' || session === undefined || isNamed) return [];
  return [
    {
      id: 'session-beside-wrong-bearer',
      title: 'a made-up bearer beside a session that opens other operations',
      headers: [['Authorization', 'Bearer ${secret.garbage}'], ...(writeInto(session, '${secret.ownerSession}') ?? [])],
      holder: 'owner-session',
      rule: 'auth.wrong-tier-accepted',
      attack: `anybody who can sign in reaches ${operation.id} with a made-up bearer`,
    },
  ];
}

/** Malformed credentials that must not turn an open operation into a refusal. */
export function variantsOfOpen(
  contract: Contract,
  operation: Operation,
): readonly { readonly id: string; readonly title: string; readonly headers: readonly HeaderLine[] }[] {
  if (!isOpen(operation)) return [];
  const cookie = [...contract.securitySchemes.values()].find(
    (scheme) => scheme.kind === 'apiKey' && scheme.in === 'cookie',
  );
  return [
    { id: 'empty-bearer', title: 'an empty bearer', headers: [['Authorization', 'Bearer']] },
    { id: 'unknown-scheme', title: 'a scheme that nobody knows', headers: [['Authorization', 'Conformance made-up']] },
    {
      id: 'two-headers',
      title: 'two Authorization headers',
      headers: [
        ['Authorization', 'Bearer ${secret.garbage}'],
        ['Authorization', 'Bearer made-up'],
      ],
    },
    ...(cookie === undefined
      ? []
      : [
          {
            id: 'wrong-cookie',
            title: 'a session that was never issued',
            headers: writeInto(cookie, '${secret.garbage}') ?? [],
          },
        ]),
  ];
}

/** The schemes of the alternative that are credentials, each with the secret that a rightful caller carries. */
export function carriedBy(
  contract: Contract,
  alternative: Operation['security'][number],
  secretOf: (scheme: string) => string | undefined,
): readonly CarriedSecret[] | undefined {
  const carried = credentialSchemesOf(alternative, contract).map((name) => {
    const scheme = contract.securitySchemes.get(name);
    const secret = secretOf(name);
    return scheme === undefined || secret === undefined
      ? undefined
      : { scheme, secret: placeholderOf(secretName(secret)) };
  });
  return carried.every((each) => each !== undefined) ? carried : undefined;
}
