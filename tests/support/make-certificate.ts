import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a certificate for localhost that nobody has signed but itself, in a folder of the test. */
export function makeCertificate(folder: string): { readonly key: Buffer; readonly cert: Buffer } {
  const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') };
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const form = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  execFileSync('openssl', ['req', ...form, ...names, '-keyout', files.key, '-out', files.cert], { stdio: 'ignore' });
  return { key: readFileSync(files.key), cert: readFileSync(files.cert) };
}
