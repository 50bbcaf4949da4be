import { FAMILIES } from '../../cases/families.ts';
import type { SecurityScheme } from '../../contract/contract.ts';
import type { Platform } from '../platform.ts';
import { isOwnOrg, readConfig } from '../../config/config.ts';
import { addressesOf } from './addresses.ts';
import { CALLERS } from './callers.ts';
import { configBindings, givenWorkspaces } from './config-values.ts';
import { CREDENTIALS } from './credentials.ts';
import { routing } from './families/routing.ts';
import { wrongOwner } from './families/wrong-owner.ts';
import { planBootstrap } from './plan-bootstrap.ts';
import { notesOnScope, scopeOf } from './scope-of-config.ts';

/** The place of the cases about routing: right before the ways around a gate. */
const placeOfRouting = FAMILIES.findIndex(({ id }) => id === 'ways-around');

/** Molecule: a control plane, and a tenant server for each org. */
export const MOLECULE: Platform = {
  id: 'molecule',
  services: [
    { id: 'cp', title: 'the control plane', isA: 'this API' },
    {
      id: 'tenant',
      title: 'the tenant',
      isA: 'a tenant of this API',
      mayBeWrong: 'slug and id of the org',
      instanceOf: 'org.slug',
    },
  ],
  serviceOf,
  routesBy,
  callers: CALLERS,
  secrets: CREDENTIALS,
  runNames: ['run.org', 'run.otherOrg'],
  families: [...FAMILIES.slice(0, placeOfRouting), routing, ...FAMILIES.slice(placeOfRouting), wrongOwner],
  readConfig,
  addresses: addressesOf,
  scopeOf,
  notesOnScope,
  valuesOf: configBindings,
  given: givenWorkspaces,
  valuesOfRun: (runToken) => ({ 'run.org': `e2e-${runToken}-a`, 'run.otherOrg': `e2e-${runToken}-b` }),
  makesItsOwn: isOwnOrg,
  setup: planBootstrap,
};

/** Decides by the tag, or by the path if the tag does not say. */
function serviceOf({ tag, path }: { readonly tag: string; readonly path: string }): string {
  if (tag.startsWith('cp-')) return 'cp';
  if (tag.startsWith('tenant-')) return 'tenant';
  return /^\/(api|cp)\//.test(path) ? 'cp' : 'tenant';
}

/** A routing header names the org, by its id or its slug, and decides where a request goes and not who may send it. */
function routesBy(scheme: SecurityScheme): string | undefined {
  if (scheme.kind !== 'apiKey' || scheme.in !== 'header' || !/^x-molecule-org-/i.test(scheme.key)) return undefined;
  return scheme.key.toLowerCase().endsWith('slug') ? 'org.slug' : 'org.id';
}
