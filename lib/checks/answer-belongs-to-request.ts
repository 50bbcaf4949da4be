import { decodePercent } from '../core/text.ts';
import { declaredMembers } from '../contract/declared-members.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { lastTokenOf, valueAtPointer, withStars } from '../core/pointer.ts';
import { headerOf } from '../exchange/exchange.ts';
import { isSuccess } from '../exchange/status.ts';
import type { Observation } from '../findings/finding.ts';
import { declaredContent, declaredResponse, isAtOwnAddress, quote } from './answer-facts.ts';
import { walkBody } from './body-place.ts';
import type { CheckContext } from './check.ts';

/**
 * Observes what was sent and comes back as something else: the thing that path, query or routing header name, the names and ids in the
 * body, and `Location` against the thing that was made (RFC 9110, section 10.2.2). It needs no data: the names of the contract say
 * what belongs together. What `step.sees` asks for is judged by it.
 */
export function foreignValues(context: CheckContext): readonly Observation[] {
  const { answer, operation, step } = context;
  const isMeant = ['success', 'accepted', 'either'].includes(step.expectation.kind);
  if (!isMeant || !isSuccess(answer.status) || answer.body.kind !== 'json') return [];
  if (step.outside === true || !isAtOwnAddress(operation, step.request)) return [];
  const body = answer.body.value;
  return [...otherThing(context, body), ...otherEcho(context, body), ...otherLocation(context, body)];
}

/** A value that was sent to name a thing, and the members of an answer that name the same. */
interface Asked {
  readonly value: string;
  /** Members that may be of anything: they count for the whole answer only. */
  readonly own: readonly string[];
  /** Members that are of this thing wherever they stand, in rows as well: `org_id`. */
  readonly anywhere: readonly string[];
}

function otherThing(context: CheckContext, body: JsonValue): readonly Observation[] {
  const declared = declaredContent(context)?.schemaPointer;
  const places = declared === undefined ? [] : declaredMembers(context.contract, declared).members;
  return askedOf(context).flatMap(({ value, own, anywhere }) => {
    const atOnce = places.filter((place) => own.includes(lastTokenOf(place)) && !place.includes('*'));
    const pointers = new Set([...own.map((name) => `/${name}`), ...(own.includes('slug') ? atOnce : [])]);
    const within = [...walkBody(body)].filter(([, name]) => anywhere.includes(name));
    const found = [
      ...[...pointers].map((pointer) => [pointer, valueAtPointer(body, pointer)] as const),
      ...within.map(([at, , seen]) => [withStars(at), seen] as const),
    ];
    return found.flatMap(([pointer, seen]) =>
      typeof seen !== 'string' || isSameText(seen, value)
        ? []
        : observe(context, 'body.identity', { pointer, expected: value, seen }),
    );
  });
}

function askedOf({ operation, exchange }: CheckContext): readonly Asked[] {
  const { url, headers } = exchange.request;
  const [address = '', query = ''] = url.split(/\?(.*)/s);
  const template = operation.path.split('/');
  const sent = address.split('/').slice(-template.length + 1);
  const inQuery = new URLSearchParams(query);
  return [
    ...template.slice(1).flatMap((segment, index) => {
      const name = /^\{(.+)\}$/.exec(segment)?.[1];
      const value = sent[index];
      if (name === undefined || value === undefined) return [];
      return [
        askedAs(name, decodePercent(value), { parent: template[index] ?? '', isLast: index === template.length - 2 }),
      ];
    }),
    ...operation.parameters.flatMap(({ in: place, name }) => {
      const value = place === 'query' ? inQuery.get(name) : headerOf(headers, name);
      const member = name.toLowerCase().replaceAll('-', '_').split('_').slice(-2).join('_');
      const isName = /_(?:id|slug)$/.test(member) && (place === 'query' || place === 'header');
      return isName && typeof value === 'string' ? [{ value, own: [], anywhere: [member] }] : [];
    }),
  ];
}

function askedAs(name: string, value: string, at: { readonly parent: string; readonly isLast: boolean }): Asked {
  const thing = at.parent.replace(/s$/, '');
  if (name === 'slug') return { value, own: ['slug'], anywhere: ['org_slug'] };
  if (name !== 'id') return { value, own: [name], anywhere: name.includes('_') ? [name] : [] };
  return { value, own: at.isLast ? ['id'] : [], anywhere: [`${thing}_id`] };
}

/** Members of a request whose value is the caller's to choose: an answer that has them repeats them. */
const CHOSEN = /^(?:slug|name|key|runtime|region|template|[a-z_]+_(?:id|slug))$/;

function otherEcho(context: CheckContext, body: JsonValue): readonly Observation[] {
  const sent = parse(context.exchange.request.body ?? '');
  if (!isJsonObject(sent) || !isJsonObject(body)) return [];
  return Object.entries(sent).flatMap(([name, value]) => {
    const seen = body[name];
    if (!CHOSEN.test(name) || typeof value !== 'string' || typeof seen !== 'string' || isSameText(seen, value))
      return [];
    return observe(context, 'body.echo', { pointer: `/${name}`, expected: value, seen });
  });
}

/** A 201 whose `Location` names none of the ids of what it made. */
function otherLocation(context: CheckContext, body: JsonValue): readonly Observation[] {
  const { answer } = context;
  const location = headerOf(answer.headers, 'location');
  if (answer.status !== 201 || location === undefined || !isJsonObject(body)) return [];
  const ids = Object.entries(body).flatMap(([name, value]) =>
    /^(?:slug|key|id|\w+_id)$/.test(name) && typeof value === 'string' ? [value] : [],
  );
  const segments = (location.split(/[?#]/)[0] ?? '').split('/').map(decodePercent);
  if (ids.length === 0 || ids.some((id) => segments.includes(id))) return [];
  return [
    {
      rule: 'header.location',
      place: { kind: 'header', name: 'location', status: answer.status },
      clause: declaredResponse(context)?.pointer ?? context.operation.pointer,
      expected: 'the address of what was made',
      seen: 'an address without its id',
    },
  ];
}

function observe(
  context: CheckContext,
  rule: 'body.echo' | 'body.identity',
  { pointer, expected, seen }: { readonly pointer: string; readonly expected: string; readonly seen: string },
): readonly Observation[] {
  const { operation, step } = context;
  if (step.sees.some(({ at }) => at === pointer)) return [];
  return [
    {
      rule,
      place: { kind: 'body', pointer },
      clause: declaredResponse(context)?.pointer ?? operation.pointer,
      expected: quote(context, expected),
      seen: quote(context, seen),
    },
  ];
}

/** Ids are told apart without regard to case (RFC 9562, section 4). */
function isSameText(left: string, right: string): boolean {
  const isId = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(left);
  return left === right || (isId && left.toLowerCase() === right.toLowerCase());
}

function parse(text: string): JsonValue | undefined {
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
