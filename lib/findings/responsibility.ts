import type { Finding } from './finding.ts';

/** Who has to change: the service, the contract, or one of the two, which people have to decide. */
export type Responsible = 'service' | 'contract' | 'either';

/** The words for who has to change. */
export const RESPONSIBLE_TITLES: Readonly<Record<Responsible, string>> = {
  service: 'the service',
  contract: 'the contract',
  either: 'the service or the contract: somebody has to decide',
};

/** Single rules that differ from the rest of their area. */
const BY_RULE: Readonly<Record<string, Responsible>> = {
  'auth.known-deviation': 'either',
  'body.echo': 'service',
  'body.example-invalid': 'contract',
  'body.identity': 'service',
  'body.write-only-returned': 'service',
  'media.charset': 'service',
  'media.unparseable': 'service',
  'request.invalid-crashes': 'service',
  'status.error-in-2xx': 'service',
  'status.server-error': 'service',
  'surface.no-answer': 'service',
};

const BY_AREA: Readonly<Record<string, Responsible>> = {
  auth: 'service',
  guard: 'service',
  mirror: 'service',
  ops: 'service',
  secret: 'service',
  state: 'service',
  success: 'service',
  tenant: 'service',
};

/**
 * A first answer to "whose is it?". Where access, secrets, guards and effects are concerned the contract is what was
 * promised, and the service has to follow it; where a shape differs, the contract may as well be behind.
 */
export function responsibleFor(finding: Pick<Finding, 'rule'>): Responsible {
  const [area = ''] = finding.rule.split('.');
  return BY_RULE[finding.rule] ?? BY_AREA[area] ?? 'either';
}
