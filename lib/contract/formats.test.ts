import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { addStrictFormats } from './formats.ts';

const ajv = new Ajv2020();
addStrictFormats(ajv);
const isDateTime = ajv.compile({ type: 'string', format: 'date-time' });

describe('date-time', () => {
  it.each([
    '2026-11-26T15:02:01Z',
    '2026-11-26t15:02:01.123z',
    '2026-11-26T15:02:01+05:30',
    '2024-02-29T00:00:00Z',
    '0000-02-29T00:00:00Z',
    '1990-12-31T23:59:60Z',
    '1990-12-31T15:59:60-08:00',
    '1991-01-01T05:29:60+05:30',
  ])('accepts %s', (text) => {
    expect(isDateTime(text)).toBe(true);
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-26T24:00:00Z',
    '2026-11-26T15:02:60Z',
    '1990-12-31T23:59:61Z',
    '1990-12-31T23:59:60-08:00',
    '2026-11-26 15:02:01Z',
    '2026-11-26T15:02:01',
    '2026-11-26T15:02Z',
    '2026-11-26T15:02:01+24:00',
    '2026-11-26T15:02:01Z\n',
  ])('refuses %s', (text) => {
    expect(isDateTime(text)).toBe(false);
  });
});
