import type { Scope } from '../../cases/scope.ts';
import { isOneTenant, isRouted, type RemoteConfig } from '../../config/config.ts';
import { findCredential } from './credentials.ts';
import { kindOf, MADE_UP, secretOf } from '../../core/names.ts';
import { namesFromConfig } from './config-values.ts';

/** The part of the platform that a configuration names: the services whose base URLs are set, and the orgs that can be had there. */
export function scopeOf(config: RemoteConfig): Scope {
  const { cpBaseUrl, tenantBaseUrl } = config;
  if (cpBaseUrl !== undefined && tenantBaseUrl !== undefined)
    return { services: ['cp', 'tenant'], lacks: () => false, isRouted: true };
  const given = new Set(namesFromConfig(config));
  const isOutside = cpBaseUrl === undefined ? isOutsideTenant : isOutsideControlPlane;
  return {
    services: [cpBaseUrl === undefined ? 'tenant' : 'cp'],
    lacks: (name) => !given.has(name) && isOutside(name, config),
    isRouted: isRouted(config),
  };
}

/** The control plane gives sessions, its own credentials, and a second org. */
function isOutsideTenant(name: string, config: RemoteConfig): boolean {
  const secret = secretOf(name);
  if (secret === undefined)
    return name === 'origin.cp' || (config.otherOrg === undefined && /^otherOrg(?:Workspace)?\./.test(name));
  const owner = findCredential(secret)?.belongsTo;
  return owner === 'deployment' || owner === 'person' || (owner === 'otherOrg' && config.otherOrg === undefined);
}

/** Tenants give keys, workspaces and their tokens. Their admin tokens are read from the control plane. */
function isOutsideControlPlane(name: string): boolean {
  const secret = secretOf(name);
  if (secret === undefined)
    return name === 'origin.tenant' || (kindOf(name) === 'thing' && !/^(?:org|otherOrg)\.(?!keyId)/.test(name));
  const credential = findCredential(secret);
  if (credential === undefined) return !MADE_UP.has(secret);
  const isOfControlPlane = credential.belongsTo === 'deployment' || credential.belongsTo === 'person';
  return !isOfControlPlane && credential.scheme !== 'tenantAdminToken';
}

/** A sentence for each part of the platform that is left out, for the report. */
export function notesOnScope(config: RemoteConfig): readonly string[] {
  if (config.cpBaseUrl !== undefined)
    return config.tenantBaseUrl === undefined ? ['tenants are out of scope: TENANT_BASE_URL is not set'] : [];
  return [
    'the control plane is out of scope: CP_BASE_URL is not set',
    ...(config.otherOrg === undefined ? [`a second org is out of scope: ${adviceOnOtherOrg(config)}`] : []),
    ...(isRouted(config) ? [] : ['routing is out of scope: ORG_ID is not set, so that no routing header is sent']),
  ];
}

function adviceOnOtherOrg(config: RemoteConfig): string {
  return isOneTenant(config) ? 'TENANT_BASE_URL is the address of one tenant' : 'OTHER_ORG_SLUG is not set';
}
