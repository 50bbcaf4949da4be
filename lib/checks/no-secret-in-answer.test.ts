import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../core/json.ts';
import type { Place } from '../findings/place.ts';
import { noSecretInAnswer } from './no-secret-in-answer.ts';
import { OPERATION, SUCCESS_SCHEMA, testAnswer, testContext } from '../../tests/support/test-context.ts';

const marked = (rule: string, place: Place, seen: string, status = 200): object => ({
  kind: 'failed',
  observations: [
    {
      rule,
      place,
      clause: `${OPERATION}/responses/${status}`,
      expected: 'no secret',
      seen,
      attack: 'whoever sees an answer of readWidget holds a secret',
    },
  ],
});

describe('noSecretInAnswer', () => {
  it('accepts an answer without secrets, and a secret that is there to be given', () => {
    expect(noSecretInAnswer.evaluate(testContext(testAnswer(200, { id: 'w1' })))).toEqual({ kind: 'passed' });
    const minted = testContext(testAnswer(200, { token: '[secret:minted]' }), { mayReturn: ['/token'] });
    expect(noSecretInAnswer.evaluate(minted)).toEqual({ kind: 'passed' });
  });

  it('reports a secret in a member, a text or a header', () => {
    const secret = 'a secret (orgApiKey)';
    expect(noSecretInAnswer.evaluate(testContext(testAnswer(200, { parts: [{ a: '[secret:orgApiKey]' }] })))).toEqual(
      marked('secret.returned', { kind: 'body', pointer: '/parts/*/a' }, secret),
    );
    expect(noSecretInAnswer.evaluate(testContext(testAnswer(200, 'key: [secret:orgApiKey]')))).toEqual(
      marked('secret.returned', { kind: 'body' }, secret),
    );
    expect(noSecretInAnswer.evaluate(testContext(testAnswer(200, {}, [['X-Key', '[secret:orgApiKey]']])))).toEqual(
      marked('secret.returned', { kind: 'header', name: 'x-key' }, secret),
    );
  });

  it('reports the credential that was sent where it is repeated, and as given out where it is a value', () => {
    const sentSecrets = ['orgApiKey'];
    const echoed = testContext(testAnswer(404, { error: 'bad [secret:orgApiKey]' }), { sentSecrets });
    expect(noSecretInAnswer.evaluate(echoed)).toEqual(
      marked('auth.credential-echoed', { kind: 'body', pointer: '/error' }, 'the credential that was sent', 404),
    );
    const given = testContext(testAnswer(200, { id: '[secret:orgApiKey]' }), { sentSecrets });
    expect(noSecretInAnswer.evaluate(given)).toEqual(
      marked('secret.returned', { kind: 'body', pointer: '/id' }, 'a secret (orgApiKey)'),
    );
  });

  it('reports a value that was stored', () => {
    const context = testContext(testAnswer(200, { id: '[secret:sentValue]' }), { sentSecrets: ['sentValue'] });
    expect(noSecretInAnswer.evaluate(context)).toEqual(
      marked('secret.returned', { kind: 'body', pointer: '/id' }, 'a secret value that was stored'),
    );
  });

  it('takes a credential in the answer to the creation that mints it for an undeclared member, and no leak', () => {
    const answer = testAnswer(200, { id: 'w1', key: '[secret:minted key]' });
    const rulesOf = (effect: 'creates' | 'reads'): readonly string[] => {
      const verdict = noSecretInAnswer.evaluate(testContext(answer, { testCase: { effect } }));
      return verdict.kind === 'failed' ? verdict.observations.map(({ rule }) => rule) : [];
    };
    expect(rulesOf('creates')).toEqual(['body.undeclared-sensitive']);
    expect(rulesOf('reads')).toEqual(['secret.returned']);
  });

  it('reports a member that is secret by its name, unless the contract names it', () => {
    const body = { token: 'abc', password_hash: 'xyz' };
    expect(noSecretInAnswer.evaluate(testContext(testAnswer(200, body)))).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'body.undeclared-sensitive',
          place: { kind: 'body', status: 200, pointer: '/password_hash' },
          clause: SUCCESS_SCHEMA,
          expected: 'no such member',
          seen: 'a member "password_hash" with a value',
        },
      ],
    });
  });

  it('lets a session come in a cookie', () => {
    const answer = testAnswer(200, {}, [['Set-Cookie', 'session=[secret:ownerSession]']]);
    expect(noSecretInAnswer.evaluate(testContext(answer))).toEqual({ kind: 'passed' });
  });

  it('reports a secret that is the key of a map, and a part of one', () => {
    const keyed = testAnswer(200, { parts: [{ '[secret:ownerSession]': 'open' }] });
    const place = { kind: 'body', pointer: '/parts/*/*' } as const;
    expect(noSecretInAnswer.evaluate(testContext(keyed))).toEqual(
      marked('secret.returned', place, 'a secret (ownerSession)'),
    );
    const half = testContext(testAnswer(404, { error: 'bad [secret:part of orgApiKey]...' }), {
      sentSecrets: ['orgApiKey'],
    });
    expect(noSecretInAnswer.evaluate(half)).toEqual(
      marked(
        'auth.credential-echoed',
        { kind: 'body', pointer: '/error' },
        'part of the credential that was sent',
        404,
      ),
    );
  });

  it('reports a bearer that comes back as a cookie', () => {
    const answer = testAnswer(200, {}, [['Set-Cookie', 'debug=[secret:orgApiKey]']]);
    expect(noSecretInAnswer.evaluate(testContext(answer, { sentSecrets: ['orgApiKey'] }))).toEqual(
      marked('auth.credential-echoed', { kind: 'header', name: 'set-cookie' }, 'the credential that was sent'),
    );
  });

  it('reports a long random text under any name, unless it is an id, or was sent', () => {
    const random = '9qT3vZx7LkB2nR8sWd4HjY6mPc1FgU5aEtQ0';
    const rulesOf = (body: JsonObject, sent = '') => {
      const context = testContext(testAnswer(200, body));
      const request = { ...context.exchange.request, body: sent };
      const verdict = noSecretInAnswer.evaluate({ ...context, exchange: { ...context.exchange, request } });
      return verdict.kind === 'failed'
        ? verdict.observations.map(({ rule, severity }) => [rule, severity].join(' ').trim())
        : [];
    };
    expect(rulesOf({ note: random })).toEqual(['body.undeclared-sensitive']);
    expect(rulesOf({ status: random })).toEqual(['secret.returned major']);
    expect(rulesOf({ id: random, page_cursor: random })).toEqual([]);
    expect(rulesOf({ note: random }, `{"note":"${random}"}`)).toEqual([]);
  });
});
