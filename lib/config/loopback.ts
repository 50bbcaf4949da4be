/** Whether a host name, as `URL.hostname` gives it, is this machine: nothing that is sent there leaves it. */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  return isLocalhostName(host) || host === '[::1]' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** `localhost` and the names below it, which always mean this machine (RFC 6761, section 6.3). */
export function isLocalhostName(hostname: string): boolean {
  return /(?:^|\.)localhost\.?$/i.test(hostname);
}
