import { describe, expect, it } from 'vitest';
import { startDeployment, type Deployment } from '../deployment.ts';
import { call } from '../../../tests/support/test-call.ts';
import { cutKeys, listWays, prepareCall, type Keyring } from '../../../tests/support/test-ways.ts';
import { selectMutants } from './mutants.ts';

/** The ways that each fault lets through, on each of its operations; all others stay closed. */
const OPENED: Readonly<Record<string, readonly string[]>> = {
  'accepts-any-of-two-authorizations': ['two headers, first right', 'two headers, second right'],
  'accepts-basic-scheme': ['Basic scheme'],
  'accepts-bearer-in-cookie': ['in the cookie'],
  'accepts-credential-in-other-case': ['other case'],
  'accepts-credential-without-scheme': ['no scheme'],
  'accepts-doubled-credential': ['doubled'],
  'accepts-empty-bearer': ['empty'],
  'accepts-empty-session': ['empty'],
  'accepts-expired-token': ['expired'],
  'accepts-garbage-of-right-length': ['garbage of the right length', 'other case'],
  'accepts-lower-case-scheme': ['lower-case scheme'],
  'accepts-operator-bearer-on-tenant': ['bearer of operator'],
  'accepts-org-key-in-admin-header': ['in the admin header'],
  'accepts-org-key-on-control-plane': ['bearer of org-key', 'bearer of org-key of another org', 'mirror, org key'],
  'accepts-same-host-origin': ['Origin'],
  'accepts-session-as-bearer': ['as bearer'],
  'accepts-session-beside-wrong-bearer': ['session beside wrong bearer'],
  'accepts-session-on-admin-route': ['cookie of session'],
  'accepts-session-on-tenant-routes': ['cookie of session', 'session beside wrong bearer'],
  'accepts-tenant-admin-token-on-control-plane': ['bearer of tenant-admin'],
  'accepts-token-in-body': ['in the body'],
  'accepts-token-in-query': ['in the query'],
  'accepts-trailing-blank': ['trailing blank'],
  'accepts-truncated-credential': ['truncated'],
  'accepts-two-blanks': ['two blanks'],
  'accepts-workspace-token-on-org-routes': ['bearer of workspace'],
  'answers-head-without-credential': ['HEAD'],
  // Each of these carries the token and no `Authorization`.
  'deprovisions-with-admin-token-alone': ['cookie of session', 'in the cookie', 'second half'],
  'deprovisions-with-secret-alone': ['first half'],
  'deprovisions-with-swapped-pair': ['swapped pair'],
  'edge-accepts-key-of-another-org': ['edge, key of another org'],
  'edge-skips-authentication': ['edge', 'edge, key of another org'],
  'mirror-accepts-org-key': ['mirror, org key'],
  'mirror-skips-authentication': ['mirror', 'mirror, org key'],
  'skips-authentication-on-dot-segments': ['dot segment', 'parent segment'],
  'skips-authentication-on-double-slash': ['double slash'],
  'skips-authentication-on-encoded-path': ['encoded letter'],
  'skips-authentication-on-other-case': ['last segment in capitals'],
  'skips-authentication-on-trailing-slash': ['trailing slash'],
  'tenant-forwards-admin-routes': ['host of the tenant, org key'],
  'trusts-forwarded-for': ['X-Forwarded-For'],
  'trusts-forwarded-host': ['X-Forwarded-Host'],
  'trusts-method-override': ['X-HTTP-Method-Override'],
  'trusts-original-url': ['X-Original-URL'],
};

async function whileRunning<T>(faults: readonly string[], use: (keys: Keyring, deployment: Deployment) => Promise<T>) {
  const deployment = await startDeployment({ faults });
  try {
    const used = await use(await cutKeys(deployment), deployment);
    expect(deployment.internalErrors()).toEqual([]);
    return used;
  } finally {
    await deployment.close();
  }
}

/** The ways that are answered like the rightful caller, and whether that one is answered. */
async function tryWays(keys: Keyring, operationId: string) {
  const right = prepareCall(keys, operationId);
  const headers = { ...right.call.headers, ...right.credential };
  const rightful = (await call(keys.deployment, { ...right.call, headers })).status;
  const opened: string[] = [];
  for (const [name, wanted] of Object.entries(listWays(keys, right))) {
    const { status } = await call(keys.deployment, wanted);
    if (status >= 200 && status < 300) opened.push(name);
  }
  return { rightful, opened: opened.sort() };
}

describe('a mutant of a gate', () => {
  const ids = Object.keys(OPENED);

  it('shows only where it is switched on', async () => {
    const operations = [...new Set(selectMutants(ids).flatMap((mutant) => mutant.operations))].sort();
    const opened = await whileRunning([], async (keys) => {
      const all: Record<string, unknown> = {};
      for (const operationId of operations) all[operationId] = await tryWays(keys, operationId);
      return all;
    });
    const closed = operations.map((operationId) => [operationId, { rightful: 200, opened: [] }] as const);
    expect(opened).toEqual(Object.fromEntries(closed));
  });

  it.each(Object.entries(OPENED))('%s lets %j through, and nothing else', async (id, ways) => {
    const [mutant] = selectMutants([id]);
    await whileRunning([id], async (keys) => {
      for (const operationId of mutant?.operations ?? []) {
        const { rightful, opened } = await tryWays(keys, operationId);
        expect({ operationId, rightful, opened }).toEqual({ operationId, rightful: 200, opened: [...ways].sort() });
      }
    });
  });

  it.each(['getOrg', 'adminListThinAmi', 'tenantListTemplates', 'tenantGetBudget'])(
    'accepts-any-credential-everywhere lets everything through that names %s',
    async (operationId) => {
      await whileRunning(['accepts-any-credential-everywhere'], async (keys) => {
        const right = prepareCall(keys, operationId);
        const unrouted = /slash|capitals|encoded|segment|HEAD|host of the tenant/;
        const routed = Object.keys(listWays(keys, right)).filter((name) => !unrouted.test(name));
        const { rightful, opened } = await tryWays(keys, operationId);
        expect({ rightful, opened: opened.filter((name) => !unrouted.test(name)) }).toEqual({
          rightful: 200,
          opened: routed.sort(),
        });
      });
    },
  );
});
