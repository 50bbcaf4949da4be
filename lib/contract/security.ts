import type { Contract, Operation, SecurityAlternative, SecurityScheme } from './contract.ts';

/** Routing headers stand among the schemes of an alternative, but decide only where a request goes, not who may send it. */
export function isRoutingScheme(scheme: SecurityScheme): boolean {
  return scheme.kind === 'apiKey' && scheme.in === 'header' && /^x-molecule-org-/i.test(scheme.key);
}

/** The names in an alternative that are credentials. */
export function credentialSchemesOf(alternative: SecurityAlternative, contract: Contract): readonly string[] {
  return alternative.schemes.filter((name) => {
    const scheme = contract.securitySchemes.get(name);
    return scheme === undefined || !isRoutingScheme(scheme);
  });
}

/** Whether everybody may call the operation: no alternatives, or one that asks for nothing (OpenAPI 3.1, operation object). */
export function isOpen(operation: Operation): boolean {
  return operation.security.length === 0 || operation.security.some((alternative) => alternative.schemes.length === 0);
}
