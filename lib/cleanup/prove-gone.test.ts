import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../core/json.ts';
import type { Answer, Failure } from '../exchange/exchange.ts';
import { failed } from '../transport/failure.ts';
import type { Sent } from '../transport/wire.ts';
import { proveGone, type GoneQuestion } from './prove-gone.ts';

const REMOVAL: GoneQuestion = { kind: 'removal' };
const LOOK: GoneQuestion = { kind: 'status', status: 404 };
const LIST: GoneQuestion = { kind: 'absent', list: '/items', at: '/id', value: '${workspace.id}' };
const BINDINGS = new Map([['workspace.id', 'ws-1']]);

function json(status: number, value: JsonValue): Answer {
  return {
    kind: 'answered',
    status,
    headers: [['Content-Type', 'application/json']],
    body: { kind: 'json', text: JSON.stringify(value), value },
  };
}

function page(status: number): Answer {
  return {
    kind: 'answered',
    status,
    headers: [['Content-Type', 'text/html; charset=utf-8']],
    body: { kind: 'text', text: '<h1>nginx</h1>' },
  };
}

const EMPTY: Answer = { kind: 'answered', status: 204, headers: [], body: { kind: 'empty' } };
const ERROR = { error: 'no' };
const THING = { id: 'ws-1', name: 'one' };
const NO_ANSWER = failed('timeout', 'no complete answer arrived in time');

function proof(question: GoneQuestion, outcome: Answer | Failure): string | undefined {
  const request = { method: 'GET', url: 'https://tenant.example/workspaces/ws-1', headers: [] };
  const sent: Pick<Sent, 'exchange' | 'raw'> = {
    exchange: { requestId: '', startedAtMs: 0, durationMs: 1, request, outcome },
    ...(outcome.kind === 'answered' && outcome.body.kind === 'json' ? { raw: outcome.body.value } : {}),
  };
  return proveGone(question, sent, BINDINGS);
}

describe('that a thing is gone', () => {
  it.each<readonly [string, GoneQuestion, Answer, string]>([
    ['its removal succeeds', REMOVAL, json(200, { removed: true }), 'removed'],
    ['its removal succeeds without a body', REMOVAL, EMPTY, 'removed'],
    ['its removal is taken on', REMOVAL, json(202, {}), 'removed'],
    ['its removal finds nothing', REMOVAL, json(404, ERROR), 'unknown'],
    ['its removal finds it gone', REMOVAL, json(410, ERROR), 'gone'],
    ['a look finds nothing', LOOK, json(404, ERROR), 'unknown'],
    ['a look finds nothing, without a body', LOOK, { ...EMPTY, status: 404 }, 'unknown'],
    ['a look finds it gone', LOOK, json(410, ERROR), 'gone'],
    ['a look finds it gone where another status is due', { kind: 'status', status: 204 }, json(410, ERROR), 'gone'],
    ['a look is answered as the data says', { kind: 'status', status: 204 }, EMPTY, 'as-described'],
    ['a look shows the status removed', LOOK, json(200, { ...THING, status: 'removed' }), 'removed-state'],
    ['a look shows the status deleted', LOOK, json(200, { ...THING, status: 'deleted' }), 'removed-state'],
    ['a look shows the state terminated', LOOK, json(200, { ...THING, state: 'terminated' }), 'removed-state'],
    ['a look shows when it was removed', LOOK, json(200, { ...THING, removed_at: '2026-11-25' }), 'removed-state'],
    ['a look shows when it was deleted', LOOK, json(200, { ...THING, deleted_at: 1764032400 }), 'removed-state'],
    ['a list is without it', LIST, json(200, { items: [{ id: 'ws-2' }] }), 'absent'],
    ['a list is empty', LIST, json(200, { items: [] }), 'absent'],
    [
      'a list has it with a removed state only',
      LIST,
      json(200, { items: [{ ...THING, status: 'removed' }] }),
      'absent',
    ],
    ['a list is gone itself', LIST, json(410, ERROR), 'gone'],
  ])('is proven where %s', (_title, question, answer, expected) => {
    expect(proof(question, answer)).toBe(expected);
  });

  const everyQuestion = [REMOVAL, LOOK, LIST];
  it.each<readonly [string, Answer | Failure, readonly GoneQuestion[]]>([
    ['no answer', NO_ANSWER, everyQuestion],
    ['401', json(401, ERROR), everyQuestion],
    ['403', json(403, ERROR), everyQuestion],
    ['409', json(409, ERROR), everyQuestion],
    ['429', json(429, ERROR), everyQuestion],
    ['500', json(500, ERROR), everyQuestion],
    ['a page with 502', page(502), everyQuestion],
    ['a page with 404', page(404), everyQuestion],
    ['a page with 410', page(410), everyQuestion],
    ['a redirect', { ...EMPTY, status: 302 }, everyQuestion],
    ['the thing itself', json(200, { ...THING, status: 'running', deleted_at: null, removed_at: '' }), [LOOK, LIST]],
    ['an answer without a state', json(200, {}), [LOOK, LIST]],
    ['a success without a body', EMPTY, [LOOK, LIST]],
    ['404 to the list', json(404, ERROR), [LIST]],
    ['a list with it', json(200, { items: [THING] }), [LIST]],
    ['a list with it twice, once removed', json(200, { items: [{ ...THING, state: 'deleted' }, THING] }), [LIST]],
    ['another shape', json(200, []), [LIST]],
  ])('is not proven by %s', (_title, outcome, questions) => {
    for (const question of questions) expect(proof(question, outcome)).toBeUndefined();
  });
});
