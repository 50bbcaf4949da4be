import { lookup } from 'node:dns/promises';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectSecurely, rootCertificates, type TLSSocket } from 'node:tls';
import type { Clock } from '../core/clock.ts';
import { failureOf } from './failure.ts';
import { isLocalhostName } from '../config/loopback.ts';

/** Facts of a certificate that is trusted. */
interface CertificateReport {
  readonly issuer: string;
  readonly expiresAtMs: number;
  readonly protocol: string;
}

/** How far a connection to a host comes: its name, its port, its certificate. */
export type HostReport =
  | { readonly state: 'unresolved'; readonly detail: string }
  | { readonly state: 'unconnected'; readonly addresses: readonly string[]; readonly detail: string }
  | { readonly state: 'untrusted'; readonly addresses: readonly string[]; readonly detail: string }
  | {
      readonly state: 'reached';
      readonly addresses: readonly string[];
      readonly connectMs: number;
      readonly certificate?: CertificateReport;
    };

interface InspectOptions {
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Certificates in PEM to trust besides those that Node brings along. */
  readonly tlsCa?: string;
}

/**
 * Looks a host up, connects to it and, for https, reads its certificate. Sends nothing, and closes the connection. A certificate that
 * is not trusted is not looked at any further: checks cannot be switched off, here neither.
 */
export async function inspectHost(url: string, options: InspectOptions): Promise<HostReport> {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const isSecure = protocol === 'https:';
  const addresses = await resolve(host);
  if (typeof addresses === 'string') return { state: 'unresolved', detail: addresses };
  const startMs = options.clock.monotonicMs();
  const opened = await open({ host, addresses, port: Number(port || (isSecure ? 443 : 80)), isSecure }, options);
  if (typeof opened === 'string') return { state: 'unconnected', addresses, detail: opened };
  const connectMs = Math.round(options.clock.monotonicMs() - startMs);
  if (!isSecure) {
    opened.destroy();
    return { state: 'reached', addresses, connectMs };
  }
  const certificate = await readCertificate(opened, host, options);
  if (typeof certificate === 'string') return { state: 'untrusted', addresses, detail: certificate };
  return { state: 'reached', addresses, connectMs, certificate };
}

/** The addresses, or why there are none. `*.localhost` is this machine, as for the client. */
async function resolve(host: string): Promise<readonly string[] | string> {
  if (isLocalhostName(host)) return ['127.0.0.1'];
  try {
    return [...new Set((await lookup(host, { all: true })).map(({ address }) => address))];
  } catch (error) {
    return describe(error);
  }
}

interface Place {
  readonly host: string;
  readonly addresses: readonly string[];
  readonly port: number;
  readonly isSecure: boolean;
}

function open({ addresses, port }: Place, options: InspectOptions): Promise<Socket | string> {
  const lookupAddresses = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const socket = connectPlain({
    host: 'resolved.invalid',
    port,
    autoSelectFamily: true,
    // The name has been looked up already: any of its addresses will do.
    lookup: (_name, asked, callback) => {
      const [first] = lookupAddresses;
      if (asked.all === true) callback(null, lookupAddresses);
      else callback(null, first?.address ?? '', first?.family ?? 4);
    },
  });
  return settle(socket, 'connect', options.timeoutMs);
}

async function readCertificate(
  socket: Socket,
  host: string,
  options: InspectOptions,
): Promise<CertificateReport | string> {
  const secure: TLSSocket = connectSecurely({
    socket,
    host,
    // A server name is a name: an address is none (RFC 6066, section 3).
    ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
    ...(options.tlsCa === undefined ? {} : { ca: [...rootCertificates, options.tlsCa] }),
  });
  const settled = await settle(secure, 'secureConnect', options.timeoutMs);
  if (typeof settled === 'string') return settled;
  const { issuer, valid_to: validTo } = secure.getPeerCertificate();
  const protocol = secure.getProtocol() ?? 'TLS';
  secure.destroy();
  return {
    issuer: nameOf(issuer.O) ?? nameOf(issuer.CN) ?? 'nobody named',
    expiresAtMs: Date.parse(validTo),
    protocol,
  };
}

/** The types promise one text; a name that stands there twice is a list. */
function nameOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' || value === undefined ? value : value.join(', ');
}

/** The socket once it is ready, or why it never will be. */
function settle<Kind extends Socket>(socket: Kind, event: string, timeoutMs: number): Promise<Kind | string> {
  return new Promise((resolveWith) => {
    const timer = setTimeout(() => finish(`nothing happened within ${timeoutMs} ms`), timeoutMs);
    const finish = (outcome: Kind | string): void => {
      clearTimeout(timer);
      if (typeof outcome === 'string') socket.destroy();
      resolveWith(outcome);
    };
    socket.once(event, () => finish(socket));
    // Not once: a socket that is given up may complain again, and nobody would listen.
    socket.on('error', (error) => finish(describe(error)));
    socket.once('close', () => finish('the connection was closed'));
  });
}

function describe(error: unknown): string {
  return failureOf(error, { hasBytes: false }).detail;
}
