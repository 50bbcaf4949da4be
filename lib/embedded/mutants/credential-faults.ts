import { isJsonObject, type JsonValue } from '../../core/json.ts';
import { isSameSecret, readBearer, readOnlyValue, readSessionCookie } from '../authenticate.ts';
import type { Authenticate, Caller, UnauthenticatedRequest } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import {
  createAuthenticatingMutant,
  createBypassMutant,
  readMembers,
  withBearer,
  type MutantFacts,
} from './mutant-factories.ts';

const LAST_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Faults of reading credentials: a wrong form, a wrong place, or something that merely looks like the right one. */
export const credentialFaults: readonly Mutant[] = [
  createBypassMutant(
    {
      id: 'accepts-any-bearer',
      title: 'Any well-formed bearer opens an admin route',
      operations: ['adminTenantDiagnostics'],
      expects: ['auth.invalid-accepted'],
      callers: ['garbage-bearer'],
      attack: 'Whoever sends a word after Bearer is the operator.',
    },
    (request) => readBearer(request) !== undefined,
  ),
  createLenientMutant(
    {
      id: 'accepts-any-of-two-authorizations',
      title: 'One of two Authorization headers is enough',
      operations: ['adminTenantDiagnostics', 'tenantListTemplates'],
      expects: ['auth.invalid-accepted'],
      callers: [
        'cp-admin, two-headers-right-first',
        'cp-admin, two-headers-wrong-first',
        'org-key, two-headers-right-first',
        'org-key, two-headers-wrong-first',
      ],
      attack: 'Gateway and service read different credentials from one request.',
    },
    (request) => {
      const values = request.headers.authorization ?? [];
      return values.length < 2 ? [] : values.map((value) => withAuthorization(request, value));
    },
  ),
  createLenientMutant(
    {
      id: 'accepts-basic-scheme',
      title: 'The bearer is taken from behind Basic',
      operations: ['adminListThinAmi', 'tenantListTemplates'],
      expects: ['auth.undocumented-scheme'],
      callers: ['cp-admin, basic-scheme', 'org-key, basic-scheme'],
      attack: 'Browsers store and send on what stands behind Basic.',
    },
    (request) => rereadAuthorization(request, /^Basic ([\x21-\x7e]+)$/),
  ),
  createLenientMutant(
    {
      id: 'accepts-bearer-in-cookie',
      title: 'The bearer is taken from the session cookie',
      operations: ['adminListOrgs', 'tenantListOrgTemplates'],
      expects: ['auth.location-lenient'],
      callers: ['cp-admin, in-cookie', 'org-key, in-cookie'],
      attack: 'Browsers send cookies along, so any page can call in the name of whoever looks at it.',
    },
    (request) => {
      const secret = request.headers.authorization === undefined ? readSessionCookie(request) : undefined;
      return secret === undefined ? [] : [withBearer(request, secret)];
    },
  ),
  createLenientMutant(
    {
      id: 'accepts-credential-in-other-case',
      title: 'A credential is compared without the case of its letters',
      operations: ['tenantListTemplates', 'adminListRuntimeImage'],
      expects: ['auth.invalid-accepted'],
      callers: ['cp-admin, other-case', 'org-key, other-case'],
      attack: 'A credential is much easier to guess than it looks.',
    },
    (request) => {
      const bearer = readBearer(request);
      return bearer === undefined ? [] : [withBearer(request, bearer.replace(/[a-z]/gi, swapCase))];
    },
  ),
  createLenientMutant(
    {
      id: 'accepts-credential-without-scheme',
      title: 'The bearer is taken without any scheme before it',
      operations: ['adminListRuntimeImage', 'tenantListGlobalSecrets'],
      expects: ['auth.location-lenient'],
      callers: ['cp-admin, without-scheme', 'org-key, without-scheme'],
      attack: 'Redaction that looks for Bearer lets the credential into the logs.',
    },
    (request) => rereadAuthorization(request, /^([\x21-\x7e]+)$/),
  ),
  createLenientMutant(
    {
      id: 'accepts-doubled-credential',
      title: 'A credential that is written twice is accepted',
      operations: ['tenantListOrgTemplates', 'getProvisionWorkspaceStatus'],
      expects: ['auth.invalid-accepted'],
      callers: ['org-key, doubled', 'provision-secret, doubled'],
      attack: 'A credential that is merely contained in what is sent counts.',
    },
    (request) => rereadAuthorization(request, /^Bearer ([\x21-\x7e]+)\1$/),
  ),
  createBypassMutant(
    {
      id: 'accepts-empty-bearer',
      title: 'Bearer with nothing behind it opens the route',
      operations: ['adminListRuntimeImage', 'tenantListOrgTemplates'],
      expects: ['auth.invalid-accepted'],
      callers: ['cp-admin, empty', 'org-key, empty'],
      attack: 'The right header without any credential is enough.',
    },
    ({ headers }) => headers.authorization?.length === 1 && headers.authorization[0]?.trim() === 'Bearer',
  ),
  createBypassMutant(
    {
      id: 'accepts-empty-session',
      title: 'A session cookie without a value opens the route',
      operations: ['listInvoices', 'listOrgs'],
      expects: ['auth.invalid-accepted'],
      callers: ['owner-session, empty'],
      attack: 'The right cookie without any session in it is enough.',
    },
    (request) => readSessionCookie(request) === '',
  ),
  createBypassMutant(
    {
      id: 'accepts-expired-token',
      title: 'A token that says it has expired is read and not verified',
      operations: ['adminListRuntimeImage', 'tenantListGlobalSecrets'],
      expects: ['auth.expired-accepted'],
      callers: ['cp-admin, expired-token', 'org-key, expired-token'],
      attack: 'Anybody can write such a token.',
    },
    (request, world) => {
      const payload = readBearer(request)?.split('.')[1];
      const expiresAt = payload === undefined ? undefined : readExpiry(payload);
      return expiresAt !== undefined && expiresAt * 1000 < world.nowMs();
    },
  ),
  createBypassMutant(
    {
      id: 'accepts-garbage-of-right-length',
      title: 'A bearer is measured and not compared',
      operations: ['adminListThinAmi'],
      expects: ['auth.invalid-accepted'],
      callers: ['cp-admin, garbage-of-right-length', 'cp-admin, other-case'],
      attack: 'Any text of the right length makes its sender the operator.',
    },
    (request, { cpAdminBearer }) => readBearer(request)?.length === cpAdminBearer.length,
  ),
  createLenientMutant(
    {
      id: 'accepts-lower-case-scheme',
      title: 'The scheme may be written in lower case',
      operations: ['adminListOrgWorkspaces', 'tenantListWorkspaces'],
      expects: ['auth.location-lenient'],
      callers: ['cp-admin, lower-case-scheme', 'org-key, lower-case-scheme'],
      attack: 'A gateway that looks for Bearer does not see the credential that the service takes.',
    },
    (request) => rereadAuthorization(request, /^bearer ([\x21-\x7e]+)$/),
  ),
  createAuthenticatingMutant(
    {
      id: 'accepts-org-key-in-admin-header',
      title: 'An org key is taken from the header of the admin token',
      operations: ['tenantListTemplates', 'tenantListGlobalSecrets'],
      expects: ['auth.location-lenient'],
      callers: ['org-key, in-x-molecule-admin-token'],
      attack: 'The key works from a header that nobody redacts or strips.',
    },
    (request, next) => {
      const key = readOnlyValue(request, 'x-molecule-admin-token');
      const keyHolder = key === undefined ? undefined : next(withBearer(request, key));
      return next(request) ?? (keyHolder?.kind === 'org-key' ? keyHolder : undefined);
    },
  ),
  createLenientMutant(
    {
      id: 'accepts-session-as-bearer',
      title: 'A session is taken from the Authorization header',
      operations: ['listOrgs', 'listInvoices'],
      expects: ['auth.location-lenient'],
      callers: ['owner-session, in-authorization'],
      attack: 'Scripts that steal a session can use it without a browser.',
    },
    (request) => {
      const session = readBearer(request);
      return session === undefined ? [] : [{ ...request, headers: { cookie: [`mcp_session=${session}`] } }];
    },
  ),
  createLenientMutant(
    {
      id: 'accepts-token-in-body',
      title: 'The bearer is taken from a member of the body',
      operations: ['adminScrubTenantArtifacts', 'adminUpdateWorkspaceEnv', 'tenantPatchBudget'],
      expects: ['auth.location-lenient'],
      callers: ['cp-admin, in-body', 'org-key, in-body'],
      attack: 'Bodies are logged and kept where headers are not.',
    },
    (request) => {
      const { access_token: token } = readMembers(request);
      return typeof token === 'string' ? [withBearer(request, token)] : [];
    },
  ),
  createBypassMutant(
    {
      id: 'accepts-token-in-query',
      title: 'The operator bearer is taken from the query string',
      operations: ['adminListOrgs'],
      expects: ['auth.location-lenient'],
      callers: ['cp-admin, in-query'],
      attack: 'The token ends up in access logs and browser histories.',
    },
    ({ query }, { cpAdminBearer }) => isSameSecret(query.get('access_token') ?? '', cpAdminBearer),
  ),
  createLenientMutant(
    {
      id: 'accepts-trailing-blank',
      title: 'An encoded blank behind a credential is cut off',
      operations: ['adminTenantDiagnostics', 'tenantListOrgTokens'],
      expects: ['auth.invalid-accepted'],
      callers: ['cp-admin, trailing-blank', 'org-key, trailing-blank'],
      attack: 'Gateway and service disagree about what the credential is.',
    },
    (request) => rereadAuthorization(request, /^Bearer ([\x21-\x7e]+?)%20$/),
  ),
  createLenientMutant(
    {
      id: 'accepts-truncated-credential',
      title: 'A credential without its last character is accepted',
      operations: ['adminListOrgs', 'tenantListGlobalSecrets'],
      expects: ['auth.invalid-accepted'],
      callers: ['cp-admin, truncated', 'org-key, truncated'],
      attack: 'Whoever has seen a part of a credential guesses the rest.',
    },
    (request) => {
      const bearer = readBearer(request);
      return bearer === undefined ? [] : [...LAST_CHARACTERS].map((last) => withBearer(request, `${bearer}${last}`));
    },
  ),
  createLenientMutant(
    {
      id: 'accepts-two-blanks',
      title: 'Two blanks may stand before the bearer',
      operations: ['tenantListOrgTokens', 'getProvisionWorkspaceStatus'],
      expects: ['auth.location-lenient'],
      callers: ['org-key, two-blanks', 'provision-secret, two-blanks'],
      attack: 'Gateway and service disagree about what the credential is.',
    },
    (request) => rereadAuthorization(request, /^Bearer {2}([\x21-\x7e]+)$/),
  ),
  createLenientMutant(
    {
      id: 'deprovisions-with-swapped-pair',
      title: 'The two credentials of a deprovision may change places',
      operations: ['deprovisionWorkspace'],
      expects: ['auth.location-lenient'],
      callers: ['deprovision-pair, swapped'],
      attack: 'Neither credential is tied to the place where it is protected.',
    },
    (request) => {
      const bearer = readBearer(request);
      const token = readOnlyValue(request, 'x-molecule-admin-token');
      if (bearer === undefined || token === undefined) return [];
      const headers = { ...request.headers, authorization: [`Bearer ${token}`], 'x-molecule-admin-token': [bearer] };
      return [{ ...request, headers }];
    },
  ),
  createBypassMutant(
    {
      id: 'lists-workspaces-for-any-bearer',
      title: 'The list of workspaces falls open for any well-formed bearer',
      incident: 'I-10',
      operations: ['tenantListWorkspaces'],
      expects: ['auth.invalid-accepted'],
      callers: ['garbage-bearer'],
      attack: 'A made-up token reads the names and ids of all workspaces.',
    },
    (request) => readBearer(request) !== undefined,
  ),
];

/** Creates a mutant that reads a refused request again in other ways, and takes the first that is accepted. */
function createLenientMutant(
  facts: MutantFacts,
  reread: (request: UnauthenticatedRequest) => readonly UnauthenticatedRequest[],
): Mutant {
  return createAuthenticatingMutant(facts, (request, next) => next(request) ?? findCaller(reread(request), next));
}

function findCaller(requests: readonly UnauthenticatedRequest[], next: Authenticate): Caller | undefined {
  for (const request of requests) {
    const caller = next(request);
    if (caller !== undefined) return caller;
  }
  return undefined;
}

/** Reads the bearer that the pattern finds in `Authorization`; no request if it does not match. */
function rereadAuthorization(request: UnauthenticatedRequest, pattern: RegExp): readonly UnauthenticatedRequest[] {
  const values = request.headers.authorization ?? [];
  const found = values.length === 1 ? pattern.exec(values[0] ?? '')?.[1] : undefined;
  return found === undefined ? [] : [withBearer(request, found)];
}

function withAuthorization(request: UnauthenticatedRequest, authorization: string): UnauthenticatedRequest {
  return { ...request, headers: { ...request.headers, authorization: [authorization] } };
}

function swapCase(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
}

/** Reads `exp` of a token: seconds since the epoch (RFC 7519, section 4.1.4). */
function readExpiry(payload: string): number | undefined {
  try {
    // JSON.parse yields JSON values only.
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as JsonValue;
    return isJsonObject(claims) && typeof claims.exp === 'number' ? claims.exp : undefined;
  } catch {
    return undefined;
  }
}
