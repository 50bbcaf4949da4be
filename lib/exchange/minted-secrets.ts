import { isJsonObject, type JsonValue } from '../core/json.ts';

/** A secret that an answer gives out; `label` names the member it stood in. */
export interface MintedSecret {
  readonly label: string;
  readonly value: string;
}

/** How the name of a member that holds a secret ends, without separators and in lower case. */
const SECRET_ENDINGS =
  /(?:token|secret|password|passwd|passphrase|apikey|privatekey|accesskey|secretkey|signingkey|bearer|credential)$/;
/** Tokens that are no secret: marks for the next page, and the like. */
const HARMLESS_ENDINGS = /(?:page|next|prev|previous|continuation|cursor|sync|etag)token$/;
/** Names that stand for other things too: only a long value is taken for a secret. */
const GENERIC_NAMES = new Set(['token', 'secret', 'bearer', 'credential']);
const SHORTEST_VALUE = 8;
const SHORTEST_GENERIC_VALUE = 16;

/** Whether a member of this name holds a secret, going by the name alone: `auth_token`, `apiKey`, `webhook-secret`. */
export function isSecretName(name: string): boolean {
  const plain = plainName(name);
  return SECRET_ENDINGS.test(plain) && !HARMLESS_ENDINGS.test(plain);
}

/** The secrets in a JSON body, to be made known to the redactor before anything of the body is kept. */
export function findMintedSecrets(body: JsonValue): readonly MintedSecret[] {
  const found: MintedSecret[] = [];
  // A list instead of recursion: a body may be nested deeper than the stack.
  const waiting: (JsonValue | undefined)[] = [body];
  for (let value = waiting.pop(); waiting.length > 0 || value !== undefined; value = waiting.pop()) {
    if (Array.isArray(value)) for (const item of [...(value as readonly JsonValue[])].reverse()) waiting.push(item);
    else if (isJsonObject(value)) {
      for (const [name, member] of Object.entries(value)) {
        if (typeof member === 'string' && isSecretName(name) && looksMinted(name, member)) {
          found.push({ label: `minted ${name}`, value: member });
        }
      }
      waiting.push(...Object.values(value).reverse());
    }
  }
  return found;
}

/** A validation message under the name `password` is no secret: it has blanks, or is one short ordinary word. */
function looksMinted(name: string, value: string): boolean {
  if (value.startsWith('-----BEGIN ')) return true;
  const shortest = GENERIC_NAMES.has(plainName(name)) ? SHORTEST_GENERIC_VALUE : SHORTEST_VALUE;
  if (value.length < shortest || /\s/.test(value)) return false;
  return value.length >= SHORTEST_GENERIC_VALUE || !/^[a-z_-]+$/i.test(value);
}

function plainName(name: string): string {
  return name.replace(/[^a-z0-9]/gi, '').toLowerCase();
}
