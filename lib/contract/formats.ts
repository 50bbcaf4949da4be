import type { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';

const DATE_TIME =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))[Tt]((?:[01]\d|2[0-3]):[0-5]\d):([0-5]\d|60)(?:\.\d+)?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Adds the formats of ajv-formats, and stricter ones for those that are too lenient (RFC 3339, RFC 9562, OpenAPI's int32 and int64). */
export function addStrictFormats(ajv: Ajv2020): void {
  // The package is CommonJS; its function is the default of the default.
  const addFormats = addFormatsModule as unknown as (target: Ajv2020, options: { formats: readonly string[] }) => void;
  addFormats(ajv, {
    formats: [
      'date',
      'time',
      'duration',
      'email',
      'hostname',
      'ipv4',
      'ipv6',
      'uri',
      'uri-reference',
      'uri-template',
      'json-pointer',
      'regex',
    ],
  });
  ajv.addFormat('date-time', { type: 'string', validate: isDateTime });
  ajv.addFormat('uuid', { type: 'string', validate: (text: string) => UUID.test(text) });
  ajv.addFormat('int32', {
    type: 'number',
    validate: (value: number) => Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31,
  });
  ajv.addFormat('int64', {
    type: 'number',
    // Whole numbers beyond 2^53 come as bigints, with all their digits.
    validate: (value: number | bigint) =>
      typeof value === 'bigint' ? BigInt.asIntN(64, value) === value : Number.isInteger(value),
  });
  ajv.addFormat('byte', {
    type: 'string',
    validate: (text: string) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text),
  });
  for (const format of ['float', 'double']) ajv.addFormat(format, { type: 'number', validate: () => true });
  for (const format of ['password', 'binary']) ajv.addFormat(format, true);
}

/** Accepts only days that exist, and second 60 only where a leap second is possible: at the end of a UTC day (RFC 3339, section 5.7). */
function isDateTime(text: string): boolean {
  const [, day, minute, second, offset] = DATE_TIME.exec(text) ?? [];
  if (day === undefined || minute === undefined || offset === undefined) return false;
  const midnight = new Date(`${day}T00:00:00Z`);
  // Parsing takes the 30th of February for the 2nd of March.
  if (midnight.getUTCDate() !== Number(day.slice(-2))) return false;
  if (second !== '60') return true;
  const before = new Date(`${day}T${minute}:59${offset.toUpperCase()}`);
  return before.getUTCHours() === 23 && before.getUTCMinutes() === 59;
}
