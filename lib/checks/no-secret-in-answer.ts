import { declaredMembers } from '../contract/declared-members.ts';
import type { JsonValue } from '../core/json.ts';
import { headerOf } from '../exchange/exchange.ts';
import { isMinted, isSecretName, PART_OF } from '../exchange/minted-secrets.ts';
import { looksRandom } from '../exchange/secret-looks.ts';
import type { Observation } from '../findings/finding.ts';
import { printPlace, type Place } from '../findings/place.ts';
import { isSuccess } from '../exchange/status.ts';
import { declaredContent, declaredResponse, textOf } from './answer-facts.ts';
import { createPlacer, walkBody } from './body-place.ts';
import { judgeBy, type Check, type CheckContext } from './check.ts';

/**
 * No answer holds a secret that it is not there to give: no credential comes back, no stored value, no token of somebody
 * else, nothing that looks like a key. Secrets were replaced by markers when the answer came in; a marker is a secret that was there.
 */
export const noSecretInAnswer: Check = {
  id: 'no-secret-in-answer',
  title: 'No secret is returned where none is due',
  clause: 'rules of the contract: minted secrets appear once, stored values never',
  rules: ['auth.credential-echoed', 'body.undeclared-sensitive', 'secret.returned'],
  judgesOutside: true,
  evaluate: (context) => judgeBy(distinct([...inBody(context), ...inText(context), ...inHeaders(context)])),
};

const MARKER = /\[secret:([^\]]+)\]/g;
/** Names of things that are personal or secret without being tokens. */
const SENSITIVE_NAME =
  /^(?:password_?hash|.*_hash|ssn|social_security.*|private_key|card_number|cvv|iban|otp|pin_code|salt)$/i;

function inBody(context: CheckContext): readonly Observation[] {
  const { answer, contract } = context;
  if (answer.body.kind !== 'json') return [];
  const body = answer.body.value;
  const pointer = declaredContent(context)?.schemaPointer;
  const place = createPlacer(contract, pointer);
  const declared = new Set(pointer === undefined ? [] : declaredMembers(contract, pointer).members);
  return [...walkBody(body)].flatMap(([at, name, value]) => {
    const where = place(body, at);
    if (isAllowed(context, where)) return [];
    // A secret may be the key of a map, too.
    const labels = [...labelsIn(name), ...(typeof value === 'string' ? labelsIn(value) : [])];
    if (isMintedHere(context, value)) return [undeclared(context, where, name)];
    const marked = labels.map((label) =>
      observeMarked(context, label, { kind: 'body', pointer: where }, value === `[secret:${label}]`),
    );
    if (marked.length > 0) return marked;
    const isDeclared = declared.has(where);
    if (isTelling(name, value) && !isDeclared) return [undeclared(context, where, name)];
    if (!isRandom(context, name, value)) return [];
    return [isDeclared ? observeRandom(context, where) : undeclared(context, where, name)];
  });
}

/**
 * True for a credential in the answer to the creation that mints it. Its caller is meant to have it, so that it is a member too
 * many in the contract's eyes, and no leak.
 */
function isMintedHere({ answer, testCase, step }: CheckContext, value: JsonValue): boolean {
  const [label, ...others] = typeof value === 'string' ? labelsIn(value) : [];
  if (label === undefined || others.length > 0 || value !== `[secret:${label}]`) return false;
  return isMinted(label) && testCase.effect === 'creates' && step.purpose === 'probe' && isSuccess(answer.status);
}

/** Endings of names of members that are long and random, and no secrets. */
const HARMLESS_NAME =
  /(?:^|[_-]|(?<=[a-z]))(?:ids?|url|hash|digest|sum|etag|cursor|page|prefix|signature|fingerprint|version|revision|nonce)$/i;

function isRandom({ exchange }: CheckContext, name: string, value: JsonValue): boolean {
  if (typeof value !== 'string' || HARMLESS_NAME.test(name) || !looksRandom(value)) return false;
  const { url, body = '' } = exchange.request;
  return !url.includes(value) && !body.includes(value);
}

function observeRandom(context: CheckContext, pointer: string): Observation {
  return {
    rule: 'secret.returned',
    place: { kind: 'body', pointer },
    clause: declaredResponse(context)?.pointer ?? context.operation.pointer,
    expected: 'no secret',
    seen: 'a long random text, as keys are',
    attack: `whoever sees an answer of ${context.operation.id} may hold a secret`,
    // It may be something else: nobody has used it.
    severity: 'major',
  };
}

/** Values without JSON around them: a page, a plain text. */
function inText(context: CheckContext): readonly Observation[] {
  if (context.answer.body.kind !== 'text') return [];
  return labelsIn(textOf(context.answer)).map((label) => observeMarked(context, label, { kind: 'body' }));
}

function inHeaders(context: CheckContext): readonly Observation[] {
  return context.answer.headers.flatMap(([line, value]) => {
    const name = line.toLowerCase();
    return labelsIn(value)
      .filter((label) => name !== 'set-cookie' || isBearerInCookie(context, label))
      .map((label) => observeMarked(context, label, { kind: 'header', name }));
  });
}

/** A session comes in a cookie; a credential that was sent in another way has no place there. */
function isBearerInCookie({ sentSecrets, exchange }: CheckContext, label: string): boolean {
  const cookie = headerOf(exchange.request.headers, 'cookie') ?? '';
  return sentSecrets.includes(label) && !cookie.includes(`[secret:${label}]`);
}

function isAllowed({ mayReturn, answer }: CheckContext, pointer: string): boolean {
  return isSuccess(answer.status) && mayReturn.includes(pointer);
}

function labelsIn(text: string): readonly string[] {
  return [...text.matchAll(MARKER)].flatMap((match) => (match[1] === undefined ? [] : [match[1]]));
}

function isTelling(name: string, value: JsonValue): boolean {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    (isSecretName(name) || SENSITIVE_NAME.test(name) || value.startsWith('-----BEGIN CERTIFICATE'))
  );
}

function observeMarked(context: CheckContext, marked: string, place: Place, isWhole = false): Observation {
  const isPart = marked.startsWith(PART_OF);
  const label = isPart ? marked.slice(PART_OF.length) : marked;
  const part = isPart ? 'part of ' : '';
  // A success that holds a token under a name of its own gives it out; an error, a header or a text that holds it repeats it.
  const isEcho =
    context.sentSecrets.includes(label) && label !== 'sentValue' && !(isSuccess(context.answer.status) && isWhole);
  const clause = declaredResponse(context)?.pointer ?? context.operation.pointer;
  return {
    rule: isEcho ? 'auth.credential-echoed' : 'secret.returned',
    place,
    clause,
    expected: 'no secret',
    seen: isEcho
      ? `${part}the credential that was sent`
      : label === 'sentValue'
        ? `${part}a secret value that was stored`
        : `${part}a secret (${label})`,
    attack: `whoever sees an answer of ${context.operation.id} holds a secret`,
  };
}

function undeclared(context: CheckContext, where: string, name: string): Observation {
  const clause =
    declaredContent(context)?.schemaPointer ?? declaredResponse(context)?.pointer ?? context.operation.pointer;
  return {
    rule: 'body.undeclared-sensitive',
    place: { kind: 'body', status: context.answer.status, pointer: where },
    clause,
    expected: 'no such member',
    seen: `a member "${name}" with a value`,
  };
}

function distinct(observations: readonly Observation[]): readonly Observation[] {
  return [...new Map(observations.map((each) => [`${each.rule} ${printPlace(each.place)}`, each])).values()];
}
