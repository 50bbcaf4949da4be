import { hashText } from '../core/hash.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import type { World } from './world.ts';

const SECRET_MEMBERS = new Set([
  'secret',
  'value',
  'tenantAdminToken',
  'cpAdminBearer',
  'provisionSecret',
  'env',
  'files',
]);

/**
 * Returns the whole world as JSON, for comparing before and after. Secrets, and everything a caller may have stored as
 * one, are replaced by hashes: a change shows, the value does not.
 */
export function dumpState(world: World): JsonObject {
  const { sessions, ...rest } = world;
  const hashedSessions = [...sessions].map(([session, userId]) => [hashSecret(session), userId] as const);
  return { ...dumpMembers(rest, false), sessions: Object.fromEntries(hashedSessions) };
}

function dumpMembers(value: object, isSecret: boolean): JsonObject {
  const members = Object.entries(value as Readonly<Record<string, unknown>>)
    .filter(([, member]) => member !== undefined && typeof member !== 'function')
    .map(([name, member]) => [name, dumpValue(member, isSecret || SECRET_MEMBERS.has(name))] as const);
  return Object.fromEntries(members);
}

function dumpValue(value: unknown, isSecret: boolean): JsonValue {
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, unknown>)].sort(([left], [right]) => (left < right ? -1 : 1));
    return Object.fromEntries(entries.map(([key, member]) => [key, dumpValue(member, isSecret)]));
  }
  if (value instanceof Set) return [...(value as ReadonlySet<unknown>)].map((member) => dumpValue(member, isSecret));
  if (Array.isArray(value)) return value.map((member) => dumpValue(member, isSecret));
  if (typeof value === 'object' && value !== null) return dumpMembers(value, isSecret);
  if (typeof value === 'string') return isSecret ? hashSecret(value) : value;
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function hashSecret(secret: string): string {
  return `sha256:${hashText(secret).slice(0, 16)}`;
}
