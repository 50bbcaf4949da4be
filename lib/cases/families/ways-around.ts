import type { Operation } from '../../contract/contract.ts';
import { isOpen } from '../../contract/security.ts';
import { defined } from '../../core/defined.ts';
import { placeholderOf } from '../../core/names.ts';
import type { HeaderLine } from '../../exchange/exchange.ts';
import { namesIn } from '../bind.ts';
import type { Case, Expectation, RequestTemplate } from '../case.ts';
import type { Fill } from '../operation-data.ts';
import { type CaseFamily, type PlanContext, rightfulCaller, rightfulTier } from '../plan-context.ts';
import { buildSecurityCase, probeRequest } from '../security-probe.ts';

/**
 * Ways around a gate: headers that a gateway may trust, other spellings of the path, other methods, and the other
 * addresses under which the same operation answers. Nobody carries a credential here, or one that opens nothing.
 */
export const waysAround: CaseFamily = {
  id: 'ways-around',
  title: 'ways around a gate',
  group: 'security',
  casesOf: (context, operation) => [
    ...(isOpen(operation)
      ? []
      : [
          ...headerCases(context, operation),
          ...pathCases(context, operation),
          ...headCases(context, operation),
          ...aliasCases(context, operation),
        ]),
    ...foreignOriginCases(context, operation),
    ...mirrorCases(context, operation),
    ...methodCases(context, operation),
  ],
};

/** Statuses that turn a request away for its form, before any credential is looked at. */
const TURNED_AWAY = [400, 404, 405, 406, 414, 415, 426];

function bypass(operation: Operation, how: string): Extract<Expectation, { kind: 'refused' }> {
  return {
    kind: 'refused',
    statuses: [401, 403],
    orTurnedAway: TURNED_AWAY,
    rule: 'auth.variant-bypass',
    attack: `anybody on the network reaches ${operation.id} ${how}`,
  };
}

function headerCases(context: PlanContext, operation: Operation): readonly Case[] {
  const base = probeRequest(context, operation, 'anonymous');
  const origin = placeholderOf(`origin.${operation.service}`);
  const both = 'origin-and-referer';
  const rows: readonly (readonly [id: string, title: string, headers: readonly HeaderLine[], impliedBy?: string])[] = [
    ['referer', 'a Referer of its own host', [['Referer', `${origin}/`]], both],
    ['origin', 'an Origin of its own host', [['Origin', origin]], both],
    [
      both,
      'an Origin and a Referer of its own host',
      [
        ['Origin', origin],
        ['Referer', `${origin}/`],
      ],
    ],
    ['forwarded-for', 'an X-Forwarded-For of the machine itself', [['X-Forwarded-For', '127.0.0.1']], 'forwarded'],
    ['forwarded-host', 'an X-Forwarded-Host of the machine itself', [['X-Forwarded-Host', 'localhost']], 'forwarded'],
    [
      'forwarded',
      'all that says it was forwarded from the machine itself (RFC 7239)',
      [
        ['X-Forwarded-For', '127.0.0.1'],
        ['X-Forwarded-Host', 'localhost'],
        ['Forwarded', 'for=127.0.0.1;host=localhost'],
      ],
    ],
    ['original-url', 'an X-Original-URL that is open', [['X-Original-URL', '/health']], 'open-url'],
    ['rewrite-url', 'an X-Rewrite-URL that is open', [['X-Rewrite-URL', '/health']], 'open-url'],
    [
      'open-url',
      'an X-Original-URL and an X-Rewrite-URL that are open',
      [
        ['X-Original-URL', '/health'],
        ['X-Rewrite-URL', '/health'],
      ],
    ],
    ['method-override', 'an X-HTTP-Method-Override that needs no credential', [['X-HTTP-Method-Override', 'OPTIONS']]],
  ];
  return rows.map(([id, title, headers, impliedBy]) =>
    buildSecurityCase(context, operation, {
      family: 'ways-around',
      variant: `header-${id}`,
      title: `refuses a caller without a credential who sends ${title}`,
      as: 'anonymous',
      request: { ...base, headers: [...base.headers, ...headers] },
      expectation: bypass(operation, `with ${title}`),
      ...defined({ impliedBy: impliedBy && `header-${impliedBy}` }),
    }),
  );
}

/**
 * A call from a page of another origin, with the rights of whoever may make it: whether it is answered the contract does not say (Fetch
 * standard, CORS protocol), but a refusal is an error like any other. One read of each service tells it, since it is decided in front.
 */
function foreignOriginCases(context: PlanContext, operation: Operation): readonly Case[] {
  const as = rightfulTier(context.contract, operation);
  const first = context.contract.operations.find(
    ({ service, method, path }) => service === operation.service && method === 'GET' && !path.includes('{'),
  );
  if (as === undefined || first?.id !== operation.id) return [];
  const base = probeRequest(context, operation, as);
  return [
    buildSecurityCase(context, operation, {
      family: 'ways-around',
      variant: 'header-foreign-origin',
      title: 'refuses a page of another origin with an error, or answers it',
      as,
      request: { ...base, headers: [...base.headers, ['Origin', 'https://foreign.example']] },
      expectation: {
        kind: 'either',
        statuses: context.entry(operation).probe.answers,
        refusals: [403],
        because: 'the contract does not say whether a page of another origin may call',
      },
      outside: true,
    }),
  ];
}

function pathCases(context: PlanContext, operation: Operation): readonly Case[] {
  const base = probeRequest(context, operation, 'anonymous');
  return spellPath(base.path).map(({ id, title, path }) =>
    buildSecurityCase(context, operation, {
      family: 'ways-around',
      variant: `path-${id}`,
      title: `refuses a caller without a credential who comes through ${title}`,
      as: 'anonymous',
      request: { ...base, path },
      expectation: bypass(operation, `through ${title}`),
      outside: true,
    }),
  );
}

function headCases(context: PlanContext, operation: Operation): readonly Case[] {
  if (operation.method !== 'GET') return [];
  const request = { ...probeRequest(context, operation, 'anonymous'), method: 'HEAD' };
  return [
    buildSecurityCase(context, operation, {
      family: 'ways-around',
      variant: 'method-head',
      title: 'refuses a caller without a credential who sends HEAD in place of GET',
      as: 'anonymous',
      request,
      expectation: bypass(operation, 'with HEAD in place of GET'),
      outside: true,
    }),
  ];
}

/** The other addresses under which an operation can be reached; which there are stands beside the contract. */
function aliasCases(context: PlanContext, operation: Operation): readonly Case[] {
  return context.data.aliases.flatMap((alias) => {
    if (!leadsTo(alias, operation)) return [];
    return alias.callers.map((caller) =>
      buildSecurityCase(context, operation, {
        family: 'ways-around',
        // Fingerprints hold the variant, so it keeps the name that aliases had first.
        variant: `door-${alias.id}-${caller.as}`,
        title: `refuses ${caller.as} through ${alias.title}`,
        as: caller.as,
        request: throughAlias(probeRequest(context, operation, caller.as), alias),
        expectation: {
          ...bypass(operation, `through ${alias.title}`),
          ...defined({ rule: caller.rule }),
        },
        outside: true,
      }),
    );
  });
}

/** Reads that answer the same at an older address. */
function mirrorCases(context: PlanContext, operation: Operation): readonly Case[] {
  const as = rightfulTier(context.contract, operation);
  const entry = context.entry(operation);
  if (as === undefined || entry.effect !== 'reads') return [];
  return context.data.aliases.flatMap((alias) => {
    if (!leadsTo(alias, operation) || alias.mirrors === undefined) return [];
    const original = probeRequest(context, operation, as);
    return [
      buildSecurityCase(context, operation, {
        family: 'ways-around',
        variant: `door-${alias.id}-alike`,
        title: `answers alike through ${alias.title}`,
        as,
        request: throughAlias(original, alias),
        control: { title: 'the original', tier: as, request: original },
        expectation: { kind: 'mirrors', signals: alias.mirrors },
        outside: true,
      }),
    ];
  });
}

type Alias = PlanContext['data']['aliases'][number];

/** True where the path begins as the alias wants it. Any other path would stay what it is, and lead to the operation itself. */
function leadsTo(alias: Alias, operation: Operation): boolean {
  return (
    alias.service === operation.service && (alias.path === undefined || operation.path.startsWith(alias.path.from))
  );
}

function throughAlias(base: RequestTemplate, alias: Alias): RequestTemplate {
  const path = alias.path === undefined ? base.path : base.path.replace(alias.path.from, alias.path.to);
  const headers: readonly HeaderLine[] = [
    ...base.headers,
    ...Object.entries(alias.headers ?? {}).filter(([name]) => !base.headers.some(([other]) => other === name)),
  ];
  return alias.through === 'tenant'
    ? { ...base, service: 'tenant', tenantSlug: '${org.slug}', path, headers }
    : { ...base, service: 'cp', path, headers };
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Methods that the contract does not have on a path, sent once per path with the rights of whoever may use it. */
function methodCases(context: PlanContext, operation: Operation): readonly Case[] {
  const onPath = context.contract.operations.filter(
    (other) => other.path === operation.path && other.service === operation.service,
  );
  if (onPath[0]?.id !== operation.id) return [];
  const caller = rightfulCaller(context, operation);
  const { as } = caller;
  const base = {
    ...probeRequest(context, operation, as),
    path: probeRequest(context, operation, as, thingsAtHand(context, operation)).path,
  };
  const declared = new Set(onPath.map((other) => other.method));
  return METHODS.filter((method) => !declared.has(method)).map((method) =>
    buildSecurityCase(context, operation, {
      family: 'ways-around',
      variant: `method-${method.toLowerCase()}`,
      title: `does not answer ${method}`,
      ...caller,
      request: { ...base, method },
      expectation: { kind: 'unrouted', because: `the contract has no ${method} on ${operation.path}` },
      outside: true,
      // An undocumented method may do anything; only GET is taken for a read.
      effect: method === 'GET' ? 'reads' : 'destroys',
      reach: method === 'GET' ? 'none' : 'shared',
    }),
  );
}

/** The parameters of the path whose things are there already, so that nothing has to be made for the case. */
function thingsAtHand(context: PlanContext, operation: Operation): Fill {
  return Object.fromEntries(
    Object.entries(context.entry(operation).path ?? {}).filter(([, value]) =>
      namesIn(value).every((name) => context.available.has(name)),
    ),
  );
}

/** A path that means the same to a careless router. */
interface SpelledPath {
  readonly id: string;
  readonly title: string;
  readonly path: string;
}

/**
 * Other spellings of a path: RFC 3986 (section 6.2.2) lets a server treat encoded letters and dot segments as the same path;
 * whichever it does, the gate has to look at the same path as the router.
 */
function spellPath(path: string): readonly SpelledPath[] {
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
