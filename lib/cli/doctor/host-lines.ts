import type { HostReport } from '../../transport/inspect-host.ts';
import { ok, unreachable, warn, type DoctorLine } from './line.ts';

const DAY_MS = 86_400_000;
const FEWEST_DAYS = 14;

/** The facts that the lines about a host rest on. */
interface HostQuestion {
  /** The control plane, a tenant. */
  readonly who: string;
  readonly url: string;
  /** The variable that names it. */
  readonly variable: string;
  readonly nowMs: number;
}

/** Makes the lines about the name of a host, its port and its certificate. */
export function hostLines({ who, url, variable, nowMs }: HostQuestion, report: HostReport): readonly DoctorLine[] {
  const { host, hostname } = new URL(url);
  switch (report.state) {
    case 'unresolved':
      return [
        unreachable(
          `${who}: name`,
          `${hostname}: ${report.detail}`,
          `check the host name in ${variable}, and that this machine can look it up`,
        ),
      ];
    case 'unconnected':
      return [
        ok(`${who}: name`, `${hostname} is ${report.addresses.join(', ')}`),
        unreachable(
          `${who}: connection`,
          `${host}: ${report.detail}`,
          `check the port in ${variable}, and that a firewall or a VPN lets this machine through`,
        ),
      ];
    case 'untrusted':
      return [
        ok(`${who}: name`, `${hostname} is ${report.addresses.join(', ')}`),
        unreachable(`${who}: certificate`, `${host}: ${report.detail}`, adviceOnTrust(report.detail)),
      ];
    case 'reached':
      return [
        ok(`${who}: name`, `${hostname} is ${report.addresses.join(', ')}`),
        ok(`${who}: connection`, `${host} accepts connections, after ${report.connectMs} ms`),
        certificateLine(`${who}: certificate`, report.certificate, nowMs),
      ];
  }
}

type Certificate = Extract<HostReport, { state: 'reached' }>['certificate'];

function certificateLine(what: string, certificate: Certificate, nowMs: number): DoctorLine {
  if (certificate === undefined) return ok(what, 'none: plain http');
  const days = Math.floor((certificate.expiresAtMs - nowMs) / DAY_MS);
  const detail = `from ${certificate.issuer}, ${days} days left, ${certificate.protocol}`;
  return days < FEWEST_DAYS
    ? warn(what, detail, 'have it renewed: when it has expired no run reaches the deployment')
    : ok(what, detail);
}

function adviceOnTrust(detail: string): string {
  if (detail.includes('CERT_HAS_EXPIRED')) return 'have the certificate renewed, or check the clock of this machine';
  if (detail.includes('ALTNAME')) return 'the certificate is for another name: check the base URL';
  return 'set TLS_CA_FILE to a file with the certificate authority, if it is one of your own';
}
