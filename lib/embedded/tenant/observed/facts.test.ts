import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../core/json.ts';
import { createObservedTestTenant, type Sent } from '../../../../tests/support/test-observed.ts';
import { UNKNOWN_ID } from '../../../../tests/support/test-tenant.ts';

interface Fact {
  readonly what: string;
  readonly who: string;
  readonly request: string;
  readonly sent: Sent;
  readonly status: number;
  readonly body: unknown;
}

interface Section {
  readonly title: string;
  readonly facts: Fact[];
}

/** Reads facts.txt, which says itself how it is written. */
function readSections(): readonly Section[] {
  const texts = new Map<string, string>();
  const sections: Section[] = [];
  for (const line of readFileSync(join(import.meta.dirname, 'facts.txt'), 'utf8').split('\n')) {
    const [, name = '', text = ''] = /^@([\w-]+) = (.*)$/.exec(line) ?? [];
    if (name !== '') texts.set(name, text);
    else if (line.startsWith('## ')) sections.push({ title: line.slice('## '.length), facts: [] });
    else if (line !== '' && !line.startsWith('#')) sections.at(-1)?.facts.push(readFact(fillIn(line, texts)));
  }
  return sections;
}

function fillIn(line: string, texts: ReadonlyMap<string, string>): string {
  const filled = line.replaceAll(/@([a-z]+(?:-[a-z]+)*)/g, (whole, name: string) => texts.get(name) ?? whole);
  return filled.replaceAll('<unknown>', UNKNOWN_ID);
}

function readFact(line: string): Fact {
  const columns = line.split(' | ');
  if (columns.length !== 6) throw new Error(`six columns are needed: ${line}`);
  const [what = '', who = '', request = '', sent = '', status = '', body = ''] = columns;
  return { what, who, request, sent: readSent(sent.trim()), status: Number(status), body: readExpected(body) };
}

/** Reads what is sent: headers, the routing header as `org`, and a body as JSON or as `text`. */
function readSent(column: string): Sent {
  const at = column.search(/(?:^|; )(?:\{|text: )/);
  const head = at < 0 ? column : column.slice(0, at);
  const tail = at < 0 ? '' : column.slice(at).replace(/^; /, '');
  const headers: Record<string, string[]> = {};
  for (const pair of head === '' ? [] : head.split('; ')) {
    const [name = '', ...rest] = pair.split(': ');
    (headers[name] ??= []).push(rest.join(': '));
  }
  const { org, ...others } = headers;
  return {
    headers: others,
    ...(org === undefined ? {} : { org: readOrg(org[0] ?? '') }),
    ...(tail.startsWith('text: ') ? { text: tail.slice('text: '.length) } : {}),
    ...(tail.startsWith('{') ? { body: JSON.parse(tail) as JsonValue } : {}),
  };
}

function readOrg(text: string): string | null {
  if (text === 'none') return null;
  return text === 'empty' ? '' : text;
}

/** Reads the expected body, with what may be anything as matchers. */
function readExpected(column: string): unknown {
  if (column === 'empty') return '';
  const isLoose = column.startsWith('~ ');
  return toMatcher(JSON.parse(column.replace(/^~ /, '')) as JsonValue, isLoose);
}

function toMatcher(value: JsonValue, isLoose: boolean): unknown {
  if (typeof value === 'string') return toTextMatcher(value);
  if (Array.isArray(value)) return value.map((each: JsonValue) => toMatcher(each, isLoose));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, toMatcher(member ?? null, isLoose)]),
  );
  return isLoose ? (expect.objectContaining(members) as unknown) : members;
}

function toTextMatcher(text: string): unknown {
  if (text === '*') return expect.any(String);
  if (text === '*list') return expect.any(Array);
  if (text === '*anything') return expect.anything();
  return text.startsWith('*contains ') ? expect.stringContaining(text.slice('*contains '.length)) : text;
}

const sections = readSections();

it('is held to every fact', () => {
  expect(sections.flatMap(({ facts }) => facts).length).toBeGreaterThanOrEqual(175);
});

describe.each(sections)('$title', ({ facts }) => {
  it.each(facts)('$what ($who: $request)', async ({ who, request, sent, status, body }) => {
    const { call, errors } = await createObservedTestTenant();
    const answered = await call(who, request, sent);
    expect({ status: answered.status, body: answered.body }).toEqual({ status, body });
    expect(errors).toEqual([]);
  });
});
