import { namesIn } from '../cases/bind.ts';
import type { RequestTemplate } from '../cases/case.ts';
import { buildCall, type PlanContext } from '../cases/plan-context.ts';
import { err, ok, type Result } from '../core/result.ts';
import { valueAtPointer } from '../core/pointer.ts';
import { describeOutcome } from '../exchange/exchange.ts';
import type { Wire } from '../transport/wire.ts';
import { DEPLOYMENT_CREDENTIALS, findCredential } from '../platform/molecule/credentials.ts';
import { secretName, secretOf, toVariable } from '../core/names.ts';

/** The operation that gives the admin token of a tenant, who calls it, and where the token stands in the answer. */
export const ADMIN_TOKEN = {
  operationId: 'adminGetTenantToken',
  as: 'cp-admin',
  path: { slug: '${org.slug}' },
  at: '/admin_token',
} as const;

/** A call that reads the admin token of the tenant `${org.slug}`, and where it stands in the answer. */
export interface AdminTokenCall {
  readonly request: RequestTemplate;
  readonly at: string;
}

/** The call for the admin token; undefined where this edition of the contract does not have the operation. */
export function adminTokenCall(context: PlanContext): AdminTokenCall | undefined {
  if (context.contract.operation(ADMIN_TOKEN.operationId) === undefined) return undefined;
  return { request: buildCall(context, ADMIN_TOKEN), at: ADMIN_TOKEN.at };
}

/** Finds the secrets that a removal needs. */
export interface SweepCredentials {
  /**
   * Adds the secrets that a request asks for to its values; an error says why one is not to be had. With `derived` the admin
   * token of the tenant is read again, whatever is at hand for it.
   */
  bind(
    request: unknown,
    values: ReadonlyMap<string, string>,
    derived?: boolean,
  ): Promise<Result<ReadonlyMap<string, string>, string>>;
}

export interface SweepCredentialsOptions {
  readonly wire: Pick<Wire, 'send'>;
  readonly adminToken: AdminTokenCall | undefined;
  /** The secret of that name, if it is good for the org with that slug (for the deployment, without one). */
  readonly known: (name: string, slug: string | undefined) => string | undefined;
  readonly addSecret: (label: string, value: string) => void;
}

/**
 * Uses the secrets at hand, and the tenant's admin token in place of keys that ended with the run that minted them, since those are
 * never written down. The token is read with the operator's bearer; sent as a bearer, it may do everything on its tenant.
 */
export function createSweepCredentials(options: SweepCredentialsOptions): SweepCredentials {
  const tokens = new Map<string, Promise<Result<string, string>>>();
  const adminTokenOf = (slug: string): Promise<Result<string, string>> => {
    const token = tokens.get(slug) ?? readAdminToken(options, slug);
    tokens.set(slug, token);
    return token;
  };
  return {
    bind: async (request, values, derived = false) => {
      const bound = new Map(values);
      for (const name of secretsIn(request)) {
        const slug = slugFor(name, request, values);
        const atHand = derived && slug !== undefined ? undefined : options.known(name, slug);
        if (atHand !== undefined) {
          bound.set(secretName(name), atHand);
          continue;
        }
        if (slug === undefined) return err(`${toVariable(secretName(name))} is not configured`);
        const token = await adminTokenOf(slug);
        if (!token.ok) return token;
        bound.set(secretName(name), token.value);
      }
      return ok(bound);
    },
  };
}

/** Names of the secrets that a request carries. */
export function secretsIn(request: unknown): readonly string[] {
  return namesIn(request).flatMap((name) => secretOf(name) ?? []);
}

/** The slug of the org that a secret opens; undefined for one that opens the deployment as a whole. */
function slugFor(name: string, request: unknown, values: ReadonlyMap<string, string>): string | undefined {
  return opensDeployment(name) ? undefined : values.get(slugName(name, request));
}

/** Whether a secret opens the deployment, and not one tenant of it. */
export function opensDeployment(name: string): boolean {
  return DEPLOYMENT_CREDENTIALS.some((credential) => credential.name === name);
}

/** The name of the slug of the org that a secret belongs to: `otherOrg.slug` for `otherOrgApiKey`. */
export function slugName(name: string, request: unknown): string {
  const named = namesIn(request).find((candidate) => candidate === 'org.slug' || candidate === 'otherOrg.slug');
  return named ?? (findCredential(name)?.belongsTo === 'otherOrg' ? 'otherOrg.slug' : 'org.slug');
}

async function readAdminToken(
  { wire, adminToken, known, addSecret }: SweepCredentialsOptions,
  slug: string,
): Promise<Result<string, string>> {
  if (adminToken === undefined) return err('the contract has no call that gives the admin token of a tenant');
  const bearer = known('cpAdminBearer', undefined);
  if (bearer === undefined) return err('CP_ADMIN_BEARER is not configured, and nothing else opens the tenant');
  const bindings = new Map([
    ['org.slug', slug],
    ['secret.cpAdminBearer', bearer],
  ]);
  const { exchange, raw } = await wire.send(adminToken.request, bindings, { isRepeatable: true });
  const token = valueAtPointer(raw, adminToken.at);
  if (typeof token !== 'string' || token === '')
    return err(`the admin token of the tenant ${slug} could not be read: ${describeOutcome(exchange)}`);
  addSecret(`tenantAdminToken of ${slug}`, token);
  return ok(token);
}
