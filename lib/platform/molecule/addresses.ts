import { type Bindings, fillText } from '../../cases/bind.ts';
import type { RequestTemplate } from '../../cases/case.ts';
import type { RemoteConfig } from '../../config/config.ts';
import type { Addresses } from '../../transport/wire.ts';

/** The control plane has one host, and each tenant one of its own. */
export function addressesOf({ cpBaseUrl, tenantBaseUrl }: RemoteConfig): Addresses {
  const tenantAt = (tenantSlug: string | undefined, bindings: Bindings): string =>
    (tenantBaseUrl ?? outOfScope('tenant')).replace(
      '{slug}',
      tenantSlug === undefined ? '' : fillText(tenantSlug, bindings),
    );
  const baseUrlOf = ({ service, tenantSlug }: Pick<RequestTemplate, 'service' | 'tenantSlug'>, bindings: Bindings) =>
    service === 'cp' ? (cpBaseUrl ?? outOfScope('cp')) : tenantAt(tenantSlug, bindings);
  return {
    baseUrls: [cpBaseUrl, tenantBaseUrl].filter((url) => url !== undefined),
    baseUrlOf,
    // The tenant behind the control plane counts what is passed on to it.
    originsOf: (request, bindings) => {
      const { service, tenantSlug } = request;
      const isPassedOn = service === 'cp' && tenantSlug !== undefined && tenantBaseUrl !== undefined;
      const urls = [baseUrlOf(request, bindings), ...(isPassedOn ? [tenantAt(tenantSlug, bindings)] : [])];
      return urls.map((url) => new URL(url).origin);
    },
  };
}

function outOfScope(service: string): never {
  throw new Error(`a request to ${service}, which is out of scope`);
}
