import { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { answer, refuse, type ApiAnswer, type ApiRequest } from '../http.ts';
import { validateBody } from '../validate.ts';
import type { StoredSecret } from '../world.ts';

type Secrets = Map<string, StoredSecret>;

/** A key has to do as the name of an environment variable. */
export const secretKey = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'not a name for a secret');

const setSecretRequest = z.object({ key: secretKey, value: z.string() });

/** Stores the secret that the body holds, if there is something to store it in. POST and PUT do the same. */
export function setSecret(secrets: Secrets | undefined, request: ApiRequest, nowMs: number): ApiAnswer {
  const parsed = validateBody(request.body, setSecretRequest);
  if (!parsed.ok) return parsed.refusal;
  // No 404 is declared for setting a secret: a workspace id that names nothing is a bad request.
  if (secrets === undefined) return refuse(400, 'no such workspace');
  storeSecret(secrets, parsed.value, nowMs);
  return answer(200);
}

export function storeSecret(
  secrets: Secrets,
  { key, value }: { readonly key: string; readonly value: string },
  nowMs: number,
): void {
  const createdAtMs = secrets.get(key)?.createdAtMs ?? nowMs;
  secrets.set(key, { key, value, createdAtMs, updatedAtMs: nowMs });
}

/** Secrets as the contract's `SecretSummary`: everything but the value. */
export function showSecrets(secrets: Secrets, source: 'workspace' | 'global'): readonly JsonObject[] {
  return [...secrets.values()].map(({ key, createdAtMs, updatedAtMs }) => ({
    key,
    created_at: new Date(createdAtMs).toISOString(),
    updated_at: new Date(updatedAtMs).toISOString(),
    source,
  }));
}

export function deleteSecret(secrets: Secrets | undefined, request: ApiRequest): ApiAnswer {
  return secrets?.delete(request.params.key ?? '') === true ? answer(200) : refuse(404, 'no such secret');
}
