import { EVERY_OPERATION } from '../every-operation.ts';
import {
  HOSTILE_HEADER,
  HOSTILE_TEXTS,
  HOSTILE_TOKEN,
  makeHostile,
  makeTame,
  withoutHostile,
} from '../hostile-texts.ts';
import type { ApiAnswer } from '../http.ts';
import type { IncomingRequest } from '../listen.ts';
import type { Mutant } from '../mutant.ts';
import type { JsonValue } from '../../core/json.ts';

export const answersWithAttacks: Mutant = {
  id: 'answers-with-attacks',
  title: 'Every text of every answer attacks the page, the terminal and the files that it is shown in',
  operations: EVERY_OPERATION,
  world: true,
  expects: ['auth.refusal-leaks', 'body.enum', 'body.format', 'media.undocumented'],
  attack: 'Whoever controls a deployment runs code where its report is read.',
  apply: ({ wrapService }) =>
    wrapService((next) => async (incoming, service) => spoil(await next(tame(incoming), service), incoming.target)),
};

function spoil(given: ApiAnswer, target: string): ApiAnswer {
  if (given.raw !== undefined) return given;
  return {
    ...given,
    headers: {
      ...given.headers,
      'X-Request-Id': HOSTILE_HEADER,
      'X-Note': HOSTILE_HEADER,
      ...(given.headers?.['WWW-Authenticate'] === undefined
        ? {}
        : { 'WWW-Authenticate': `Bearer realm=${HOSTILE_HEADER}` }),
      // One operation is enough to show it: a body of another type is not looked into.
      ...(target.includes('/thin-ami/') ? { 'Content-Type': '"><img/src=x/onerror=window.hostile=12>' } : {}),
    },
    ...(given.body === undefined ? {} : { body: makeHostile(given.body) }),
    ...(given.text === undefined ? {} : { text: HOSTILE_TEXTS.join('') }),
  };
}

/** Ids and credentials come back as they were given out. */
function tame(incoming: IncomingRequest): IncomingRequest {
  const { bodyBytes } = incoming;
  return {
    ...incoming,
    target: tameTarget(incoming.target),
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, values]) => [name, values.map(withoutHostile)]),
    ),
    ...(bodyBytes === undefined ? {} : { bodyBytes: tameBody(bodyBytes) }),
  };
}

/** Only what is in there is taken out: whatever else a path holds stays spelt as it was. */
function tameTarget(target: string): string {
  return [...HOSTILE_TEXTS, HOSTILE_TOKEN].reduce((rest, hostile) => {
    const encoded = encodeLeniently(hostile);
    return encoded === '' ? rest : rest.replaceAll(encoded, '');
  }, target);
}

/** Halves of characters have no encoding. */
function encodeLeniently(text: string): string {
  return /\p{Surrogate}/u.test(text) ? '' : encodeURIComponent(text);
}

function tameBody(bytes: Buffer): Buffer {
  try {
    // What JSON.parse returns is a JSON value.
    return Buffer.from(JSON.stringify(makeTame(JSON.parse(bytes.toString('utf8')) as JsonValue)));
  } catch {
    return bytes;
  }
}
