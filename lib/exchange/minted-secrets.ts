import { isJsonObject, type JsonValue } from '../core/json.ts';
import { findSecretsByLook } from './secret-looks.ts';

const MINTED = 'minted ';
/** Before the label of a secret, for a part of it. */
export const PART_OF = 'part of ';

/** True for the label of a secret that was first seen in an answer, under the name of the member that held it or of its look. */
export function isMinted(label: string): boolean {
  return label.startsWith(MINTED);
}

/** A secret in an answer, with a label that names its member, or its look: `minted apiKey`, `minted private key`. */
interface MintedSecret {
  readonly label: string;
  readonly value: string;
}

/** Endings of names of members that hold secrets, in lower case and without separators. */
const SECRET_ENDINGS =
  /(?:token|secret|password|passwd|passphrase|apikey|privatekey|accesskey|secretkey|signingkey|bearer|credential)$/;
/** Endings of names of tokens that are no secrets, such as the one for the next page. */
const HARMLESS_ENDINGS = /(?:page|next|prev|previous|continuation|cursor|sync|etag)token$/;
/** Names that have other uses too, so that only a long value counts as a secret. */
const GENERIC_NAMES = new Set(['token', 'secret', 'bearer', 'credential']);
const SHORTEST_VALUE = 8;
const SHORTEST_GENERIC_VALUE = 16;

/** Tells by the name alone whether a member holds a secret: `auth_token`, `apiKey`, `webhook-secret`. */
export function isSecretName(name: string): boolean {
  const plain = plainName(name);
  return SECRET_ENDINGS.test(plain) && !HARMLESS_ENDINGS.test(plain);
}

/** Finds the secrets in a JSON body. The redactor has to know them before anything of the body is kept. */
export function findMintedSecrets(body: JsonValue): readonly MintedSecret[] {
  const found: MintedSecret[] = [];
  // A list instead of recursion, since a body may be nested deeper than the call stack.
  const waiting: (JsonValue | undefined)[] = [body];
  for (let value = waiting.pop(); waiting.length > 0 || value !== undefined; value = waiting.pop()) {
    if (typeof value === 'string') found.push(...findMintedByLook(value));
    else if (Array.isArray(value))
      for (const item of [...(value as readonly JsonValue[])].reverse()) waiting.push(item);
    else if (isJsonObject(value)) {
      for (const [name, member] of Object.entries(value).reverse()) {
        if (typeof member === 'string' && isSecretName(name) && looksMinted(name, member)) {
          found.push({ label: `${MINTED}${name}`, value: member });
        } else waiting.push(member);
      }
    }
  }
  return found;
}

/** Finds the secrets in a text that are told by their look: keys and tokens under any name. */
export function findMintedByLook(text: string): readonly MintedSecret[] {
  return findSecretsByLook(text).map(({ look, value }) => ({ label: `${MINTED}${look}`, value }));
}

/** Tells whether a value can be a secret. A validation message under `password` is none: it has blanks, or is one short word. */
function looksMinted(name: string, value: string): boolean {
  if (value.startsWith('-----BEGIN ')) return true;
  const shortest = GENERIC_NAMES.has(plainName(name)) ? SHORTEST_GENERIC_VALUE : SHORTEST_VALUE;
  if (value.length < shortest || /\s/.test(value)) return false;
  return value.length >= SHORTEST_GENERIC_VALUE || !/^[a-z_-]+$/i.test(value);
}

function plainName(name: string): string {
  return name.replace(/[^a-z0-9]/gi, '').toLowerCase();
}
