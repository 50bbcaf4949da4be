import { describe, expect, it } from 'vitest';
import type { HostReport } from '../../transport/inspect-host.ts';
import { hostLines } from './host-lines.ts';

const DAY_MS = 86_400_000;
const question = {
  who: 'tenant',
  url: 'https://acme.example.com/base',
  variable: 'TENANT_BASE_URL',
  nowMs: 1_000 * DAY_MS,
};

function reachedWith(daysLeft: number): HostReport {
  const certificate = { issuer: 'An Authority', expiresAtMs: question.nowMs + daysLeft * DAY_MS, protocol: 'TLSv1.3' };
  return { state: 'reached', addresses: ['192.0.2.1', '2001:db8::1'], connectMs: 12, certificate };
}

describe('hostLines', () => {
  it('says what was found', () => {
    expect(hostLines(question, reachedWith(14))).toEqual([
      { state: 'ok', what: 'tenant: name', detail: 'acme.example.com is 192.0.2.1, 2001:db8::1' },
      { state: 'ok', what: 'tenant: connection', detail: 'acme.example.com accepts connections, after 12 ms' },
      { state: 'ok', what: 'tenant: certificate', detail: 'from An Authority, 14 days left, TLSv1.3' },
    ]);
  });

  it('warns of a certificate that is about to expire', () => {
    expect(hostLines(question, reachedWith(13)).at(-1)).toMatchObject({
      state: 'warn',
      detail: expect.stringContaining('13 days left') as string,
    });
  });

  it('takes plain http for what it is', () => {
    const report: HostReport = { state: 'reached', addresses: ['127.0.0.1'], connectMs: 1 };
    expect(hostLines({ ...question, url: 'http://acme.localhost:1' }, report).at(-1)).toEqual({
      state: 'ok',
      what: 'tenant: certificate',
      detail: 'none: plain http',
    });
  });

  it.each<[HostReport, string, string]>([
    [{ state: 'unresolved', detail: 'no such name' }, 'tenant: name', 'TENANT_BASE_URL'],
    [{ state: 'unconnected', addresses: ['192.0.2.1'], detail: 'no connection' }, 'tenant: connection', 'firewall'],
    [
      { state: 'untrusted', addresses: ['192.0.2.1'], detail: 'not trusted (CERT_HAS_EXPIRED)' },
      'tenant: certificate',
      'renewed',
    ],
    [
      { state: 'untrusted', addresses: ['192.0.2.1'], detail: 'not trusted (ERR_TLS_CERT_ALTNAME_INVALID)' },
      'tenant: certificate',
      'another name',
    ],
    [
      { state: 'untrusted', addresses: ['192.0.2.1'], detail: 'not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)' },
      'tenant: certificate',
      'TLS_CA_FILE',
    ],
  ])('fails with a next step: %j', (report, what, next) => {
    expect(hostLines(question, report).at(-1)).toMatchObject({
      state: 'fail',
      what,
      exitCode: 3,
      next: expect.stringContaining(next) as string,
    });
  });
});
