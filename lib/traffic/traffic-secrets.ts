import type { Contract } from '../contract/contract.ts';
import { isRoutingScheme } from '../contract/security.ts';
import { HarnessError } from '../core/errors.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { parseJson } from '../core/parse-json.ts';
import { parseCookies, parseSetCookie } from '../exchange/cookies.ts';
import type { HeaderLine } from '../exchange/exchange.ts';
import { findMintedSecrets, isSecretName } from '../exchange/minted-secrets.ts';
import type { Redactor } from '../exchange/redaction.ts';

/** The parts of a recorded request and its answer that may hold secrets. */
interface SecretBearer {
  readonly url: URL;
  /** The path in the contract, if the request is one of its operations. */
  readonly template: string | undefined;
  readonly requestHeaders: readonly HeaderLine[];
  readonly requestBody?: string;
  readonly answerHeaders: readonly HeaderLine[];
}

const MOST_SECRETS = 2_000;

/**
 * Tells the redactor the secrets of recorded requests: the values in places where the contract and HTTP put credentials, and
 * those of members with names of secrets. The secrets in answers are found when an answer is recorded, as in a run.
 */
export class TrafficSecrets {
  readonly #redactor: Redactor;
  readonly #cookies: ReadonlySet<string>;
  readonly #headers: ReadonlySet<string>;
  readonly #queries: ReadonlySet<string>;
  readonly #seen = new Set<string>();

  constructor(contract: Contract, redactor: Redactor) {
    this.#redactor = redactor;
    const keysIn = (place: 'cookie' | 'header' | 'query'): ReadonlySet<string> =>
      new Set(
        [...contract.securitySchemes.values()].flatMap((scheme) =>
          scheme.kind === 'apiKey' && scheme.in === place && !isRoutingScheme(scheme) ? [scheme.key.toLowerCase()] : [],
        ),
      );
    this.#cookies = keysIn('cookie');
    this.#headers = keysIn('header');
    this.#queries = keysIn('query');
  }

  learn(bearer: SecretBearer): void {
    for (const [name, value] of bearer.requestHeaders) this.#learnHeader(name.toLowerCase(), value);
    for (const [name, value] of bearer.answerHeaders) {
      const cookie = name.toLowerCase() === 'set-cookie' ? parseSetCookie(value) : undefined;
      if (cookie !== undefined && this.#isSecretCookie(cookie.name)) this.#add('Cookie', cookie.value);
    }
    for (const [name, value] of bearer.url.searchParams) if (this.isSecretQuery(name)) this.#add('Key', value);
    if (bearer.url.password !== '') this.#add('Password', decodeURIComponent(bearer.url.password));
    this.#learnBody(bearer);
  }

  isSecretHeader(name: string): boolean {
    return AUTHORIZATIONS.has(name.toLowerCase()) || this.#headers.has(name.toLowerCase()) || isSecretName(name);
  }

  isSecretQuery(name: string): boolean {
    return this.#queries.has(name.toLowerCase()) || isSecretName(name);
  }

  #isSecretCookie(name: string): boolean {
    return this.#cookies.has(name.toLowerCase()) || isSecretName(name) || /sess|auth|jwt|sid$/i.test(name);
  }

  #learnHeader(name: string, value: string): void {
    if (name === 'cookie') {
      for (const cookie of parseCookies(value))
        if (this.#isSecretCookie(cookie.name)) this.#add('Cookie', cookie.value);
    } else if (AUTHORIZATIONS.has(name)) {
      const [, scheme = '', credential = value] = /^(\S+)\s+(.+)$/s.exec(value) ?? [];
      // A scheme without a credential is a word that every challenge contains.
      if (/^(?:basic|bearer|digest|negotiate|token)\s*$/i.test(value)) return;
      this.#add(/^basic$/i.test(scheme) ? 'Basic' : 'Bearer', credential.trim());
      if (/^basic$/i.test(scheme)) this.#add('Password', passwordOf(credential));
    } else if (this.isSecretHeader(name)) this.#add('Key', value);
  }

  #learnBody({ requestBody, template, requestHeaders }: SecretBearer): void {
    if (requestBody === undefined) return;
    const json = parseJson(requestBody);
    if (json.kind === 'json') {
      for (const { value } of findMintedSecrets(json.value)) this.#add('Secret', value);
      // On a path such as `/secrets/{name}` a value is a secret, whatever the member is called.
      if (template !== undefined && /\/secrets?(?:\/|$)/.test(template))
        for (const value of valuesIn(json.value)) this.#add('Value', value);
      return;
    }
    const isForm = requestHeaders.some(
      ([name, value]) => /^content-type$/i.test(name) && /x-www-form-urlencoded/i.test(value),
    );
    if (isForm)
      for (const [name, value] of new URLSearchParams(requestBody)) if (isSecretName(name)) this.#add('Secret', value);
  }

  #add(kind: string, value: string): void {
    if (value === '' || MARKER.test(value) || this.#seen.has(value)) return;
    this.#seen.add(value);
    if (this.#seen.size > MOST_SECRETS) {
      throw new HarnessError('usage', `the recording holds more than ${MOST_SECRETS} different secrets`, [
        'split it, or record less at once',
      ]);
    }
    this.#redactor.add(`recorded${kind}${this.#seen.size}`, value);
  }
}

const AUTHORIZATIONS: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization']);
const MARKER = /\[secret:[^\]]+\]/;

/** Decodes the password of basic authentication (RFC 7617, section 2). */
function passwordOf(credential: string): string {
  const text = Buffer.from(credential, 'base64').toString('utf8');
  const at = text.indexOf(':');
  return at < 0 ? '' : text.slice(at + 1);
}

function valuesIn(body: JsonValue): readonly string[] {
  if (!isJsonObject(body)) return [];
  return Object.entries(body).flatMap(([name, value]) =>
    name === 'value' && typeof value === 'string' ? [value] : [],
  );
}
