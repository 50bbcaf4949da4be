import type { Contract, Operation, SecurityAlternative, SecurityScheme } from './contract.ts';

/** Whether a scheme is a routing header, which decides where a request goes and not who may send it. */
export function isRoutingScheme(scheme: SecurityScheme): boolean {
  return scheme.kind === 'apiKey' && scheme.routesBy !== undefined;
}

/** The schemes of an alternative that are credentials, without routing headers. */
export function credentialSchemesOf(alternative: SecurityAlternative, contract: Contract): readonly string[] {
  return alternative.schemes.filter((name) => {
    const scheme = contract.securitySchemes.get(name);
    return scheme === undefined || !isRoutingScheme(scheme);
  });
}

/** Whether everybody may call the operation: it has no alternatives, or an empty one (OpenAPI 3.1, operation object). */
export function isOpen(operation: Operation): boolean {
  return operation.security.length === 0 || operation.security.some((alternative) => alternative.schemes.length === 0);
}
