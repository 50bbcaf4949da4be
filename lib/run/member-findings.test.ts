import { describe, expect, it } from 'vitest';
import { readDocument } from '../../tests/support/test-contract.ts';
import { testOccurrence } from '../../tests/support/test-record.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import type { Occurrence } from '../findings/finding.ts';
import type { JournalLine } from '../findings/run-record.ts';
import { memberFindings } from './member-findings.ts';

const contract = await readDocument({
  openapi: '3.1.0',
  info: { title: 'Widgets', version: '1' },
  paths: {
    '/widgets': {
      get: {
        operationId: 'listWidgets',
        responses: {
          200: {
            description: 'All.',
            content: {
              'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Widget' } } },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Widget: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'string' },
          mode: { enum: ['on', 'off'] },
          size: { type: 'integer' },
          secret: { type: 'string', writeOnly: true },
        },
        oneOf: [{ properties: { kind: { type: 'string' } } }, { properties: { colour: { type: 'string' } } }],
      },
    },
  },
});

function answer(caseId: string, body: JsonValue): JournalLine {
  const exchange = {
    requestId: caseId,
    startedAtMs: 0,
    durationMs: 1,
    request: { method: 'GET', url: 'https://widgets.test/widgets', headers: [] },
    outcome: {
      kind: 'answered',
      status: 200,
      headers: [['Content-Type', 'application/json']],
      body: { kind: 'json', text: '', value: body },
    },
  } as const;
  return { kind: 'exchange', caseId, operationId: 'listWidgets', purpose: 'probe', step: 0, exchange };
}

function foundAt(rule: Occurrence['rule'], name: string): Occurrence {
  return testOccurrence(`${rule} ${name}`, {
    rule,
    operationId: 'listWidgets',
    place: { kind: 'body', status: 200, pointer: `/*/${name}` },
    cases: ['first'],
  });
}

/** What is said of rows that the list was answered with, in three answers to two cases unless there are fewer. */
function judge(
  row: JsonObject,
  { found = [], answers = 3, mayLack = {} }: Judged = {},
): readonly (readonly [rule: string, severity: string, pointer: string, sentAs: string])[] {
  const journal = ['first', 'second', 'second'].slice(0, answers).map((id) => answer(id, [row, row]));
  const request = {
    operationId: 'listWidgets',
    service: 'cp',
    method: 'GET',
    path: '/widgets',
    query: [],
    headers: [],
  };
  const cases = ['first', 'second'].map((id) => ({ id, operationId: 'listWidgets', steps: [{ request }] }));
  // Only these parts of plan and data are looked at.
  const parts = {
    contract,
    journal,
    plan: { sequences: [{ cases }] },
    data: { operations: { listWidgets: { mayLack } }, severities: [] },
  } as unknown as Parameters<typeof memberFindings>[0];
  return memberFindings(parts, found).map(({ rule, severity, place }) =>
    place.kind === 'body' ? [rule, severity, place.pointer ?? '', place.sentAs ?? ''] : [rule, severity, '', ''],
  );
}

interface Judged {
  readonly found?: readonly Occurrence[];
  readonly answers?: number;
  readonly mayLack?: Readonly<Record<string, string>>;
}

describe('memberFindings: a member with another name', () => {
  const undeclared = (...names: readonly string[]): readonly Occurrence[] =>
    names.map((name) => foundAt('body.undeclared', name));

  it.each<readonly [string, string]>([
    ['resolved_mode', 'on'],
    ['resolvedMode', 'off'],
    ['mode_', 'on'],
  ])('is named where the names are related, as mode and %s', (name, value) => {
    expect(judge({ id: 'a', size: 1, [name]: value }, { found: undeclared(name) })).toEqual([
      ['body.renamed', 'minor', '/*/mode', name],
    ]);
  });

  it('weighs more where it is required, and is told from one answer then', () => {
    const found = [...undeclared('identity', 'widget_id'), foundAt('body.required', 'id')];
    expect(judge({ widget_id: 'a', mode: 'on', size: 1 }, { found, answers: 1 })).toEqual([
      ['body.renamed', 'major', '/*/id', 'widget_id'],
    ]);
  });

  it('is named where nothing else is missing, and nothing else is undeclared that would fit', () => {
    const row = { id: 'a', size: 1, scope: 'off', has_value: true };
    expect(judge(row, { found: undeclared('scope', 'has_value') })).toEqual([
      ['body.renamed', 'minor', '/*/mode', 'scope'],
    ]);
  });

  it.each<readonly [string, JsonObject]>([
    ['the values do not fit', { id: 'a', size: 1, resolved_mode: 'strict' }],
    ['only null was seen', { id: 'a', size: 1, resolved_mode: null }],
    ['two names are as near', { id: 'a', size: 1, resolved_mode: 'on', default_mode: 'on' }],
    ['two others would fit', { id: 'a', size: 1, scope: 'on', origin: 'off' }],
    ['two members are missing', { id: 'a', scope: 'on' }],
  ])('is not named where %s: the declared one is only never seen', (_, row) => {
    const rules = judge(row, { found: undeclared(...Object.keys(row)) }).map(([rule]) => rule);
    expect([...new Set(rules)]).toEqual(['body.optional-never-seen']);
  });

  it('is not named where the new name is reported as something worse, or was not judged', () => {
    const row = { id: 'a', size: 1, resolved_mode: 'on' };
    const found = [foundAt('body.undeclared-sensitive', 'resolved_mode')];
    expect(judge(row, { found }).map(([rule]) => rule)).toEqual(['body.optional-never-seen']);
  });
});

describe('memberFindings: a member that is in no answer', () => {
  const row = { id: 'a', mode: 'on' };

  it('is reported where several answers to several cases are without it', () => {
    expect(judge(row)).toEqual([['body.optional-never-seen', 'minor', '/*/size', '']]);
  });

  it('is not missed in few answers, or in objects that are empty', () => {
    expect(judge(row, { answers: 2 })).toEqual([]);
    expect(judge({})).toEqual([]);
  });

  it('is not missed where the data says when it is there, or where it is expected and reported already', () => {
    expect(judge(row, { mayLack: { '/*/size': 'only once it was measured' } })).toEqual([]);
    expect(judge(row, { found: [foundAt('expectation.required', 'size')] })).toEqual([]);
  });

  it('is nothing that is there in some cases only: what is written only, and what one alternative has', () => {
    expect(judge({ id: 'a', mode: 'on', size: 1 })).toEqual([]);
  });
});
