import type { Contract, Operation, SecurityScheme } from '../contract/contract.ts';
import { isRoutingScheme } from '../contract/security.ts';
import type { Tier } from '../contract/tier.ts';
import type { HeaderLine } from '../exchange/exchange.ts';
import { satisfiedAlternative } from './access.ts';
import type { ConformanceData } from './operation-data.ts';

/** Whoever sends a request: a tier of the matrix, or a person that only some cases need. */
export interface Sender {
  readonly holds: readonly { readonly scheme: string; readonly secret: string }[];
  readonly id: string;
  readonly garbage?: true;
  readonly membership?: Tier['membership'];
}

const ROUTING_VALUE = { id: '${org.id}', slug: '${org.slug}' } as const;

/** The headers that carry a sender's credentials, each as the contract's security scheme says (OpenAPI 3.1, security scheme object). */
export function credentialHeaders(
  contract: Contract,
  operation: Operation,
  sender: Sender,
  deviations: ConformanceData['deviations'],
): readonly HeaderLine[] {
  if (sender.garbage === true) return [['Authorization', 'Bearer ${secret.garbage}']];
  const deviation = Object.values(deviations).find(
    (candidate) => candidate.tier === sender.id && candidate.service === operation.service,
  );
  const holds = deviation === undefined ? sender.holds : [deviation];
  return holds.flatMap((held) => {
    const scheme = contract.securitySchemes.get(held.scheme);
    return scheme === undefined ? [] : carry(scheme, `\${secret.${held.secret}}`);
  });
}

function carry(scheme: SecurityScheme, secret: string): readonly HeaderLine[] {
  switch (scheme.kind) {
    case 'bearer':
      return [['Authorization', `Bearer ${secret}`]];
    case 'basic':
      return [['Authorization', `Basic ${secret}`]];
    case 'apiKey':
      if (scheme.in === 'cookie') return [['Cookie', `${scheme.key}=${secret}`]];
      return scheme.in === 'header' ? [[scheme.key, secret]] : [];
    case 'unsupported':
      return [];
  }
}

/**
 * The right routing header for a tenant call: the one that stands beside the credential in the contract, or the one
 * of the operation's first alternative. Without it the tenant refuses before it looks at a credential.
 */
export function routingHeaders(contract: Contract, operation: Operation, sender: Sender): readonly HeaderLine[] {
  if (operation.service !== 'tenant') return [];
  const alternative =
    satisfiedAlternative(contract, operation, sender) ??
    (sender.membership === undefined ? operation.security[0] : undefined);
  const inAlternative = alternative?.schemes.map((name) => contract.securitySchemes.get(name)).find(isRouting);
  const wanted = sender.membership === undefined ? 'id' : 'slug';
  const fallback = [...contract.securitySchemes.values()]
    .filter(isRouting)
    .find((scheme) => kindOf(scheme.key) === wanted);
  const scheme = inAlternative ?? fallback;
  return scheme === undefined ? [] : [[scheme.key, ROUTING_VALUE[kindOf(scheme.key)]]];
}

function isRouting(scheme: SecurityScheme | undefined): scheme is Extract<SecurityScheme, { kind: 'apiKey' }> {
  return scheme?.kind === 'apiKey' && isRoutingScheme(scheme);
}

function kindOf(headerName: string): 'id' | 'slug' {
  return headerName.toLowerCase().endsWith('slug') ? 'slug' : 'id';
}
