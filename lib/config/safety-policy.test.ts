import { describe, expect, it } from 'vitest';
import type { Effect, Reach } from '../core/effect.ts';
import { classifyHost, decide, decideExposure, type TargetKind } from './safety-policy.ts';

const CHANGING: readonly Effect[] = ['creates', 'changes', 'destroys'];

describe('decide', () => {
  it.each<[TargetKind, Reach, 'allowed' | 'withheld']>([
    ['embedded', 'none', 'allowed'],
    ['embedded', 'own', 'allowed'],
    ['embedded', 'shared', 'allowed'],
    ['disposable', 'none', 'allowed'],
    ['disposable', 'own', 'allowed'],
    ['disposable', 'shared', 'allowed'],
    ['shared', 'none', 'allowed'],
    ['shared', 'own', 'allowed'],
    ['shared', 'shared', 'withheld'],
    ['production', 'none', 'allowed'],
    ['production', 'own', 'withheld'],
    ['production', 'shared', 'withheld'],
  ])('on %s, a change that reaches %s is %s', (kind, reach, expected) => {
    for (const effect of CHANGING) expect(decide(effect, reach, kind).kind).toBe(expected);
  });

  it.each<TargetKind>(['embedded', 'disposable', 'shared', 'production'])('on %s, reads are allowed', (kind) => {
    expect(decide('reads', 'shared', kind)).toEqual({ kind: 'allowed' });
  });

  it('says why something is withheld', () => {
    expect(decide('destroys', 'shared', 'shared')).toEqual({
      kind: 'withheld',
      reason: 'it destroys what others on a shared deployment use; it is sent to a disposable target only',
    });
  });
});

describe('decideExposure', () => {
  it.each<[TargetKind, 'allowed' | 'withheld']>([
    ['embedded', 'allowed'],
    ['disposable', 'allowed'],
    ['shared', 'allowed'],
    ['production', 'withheld'],
  ])('on %s, a credential in an address or a body is %s', (kind, expected) => {
    expect(decideExposure('url', kind).kind).toBe(expected);
    expect(decideExposure('body', kind).kind).toBe(expected);
  });
});

describe('classifyHost', () => {
  it.each([
    'api.moleculesai.app',
    'acme.moleculesai.app',
    'API.MoleculesAI.app',
    'api.moleculesai.app.',
    'moleculesai.app',
    'staging.moleculesai.app',
    'a.b.moleculesai.app',
  ])('knows production: %s', (host) => expect(classifyHost(host)).toBe('production'));

  it.each([
    'staging-api.moleculesai.app',
    'acme.staging.moleculesai.app',
    'localhost',
    'moleculesai.app.example.com',
    'notmoleculesai.app',
  ])('leaves other hosts alone: %s', (host) => expect(classifyHost(host)).toBe('other'));

  it('takes further hosts, by name or by domain, staging too', () => {
    const extra = ['api.example.com', '*.Tenants.example.com', 'staging-api.moleculesai.app'];
    expect(
      ['api.example.com', 'a.tenants.example.com', 'staging-api.moleculesai.app'].map((host) =>
        classifyHost(host, extra),
      ),
    ).toEqual(['production', 'production', 'production']);
    expect(['example.com', 'tenants.example.com', 'xapi.example.com'].map((host) => classifyHost(host, extra))).toEqual(
      ['other', 'other', 'other'],
    );
  });
});
