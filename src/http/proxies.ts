/** Which requests go through a proxy, by the usual variables of the environment. */
import { isLoopbackHost } from './addresses.js';

export interface Proxies {
  /** For `https` addresses. */
  https?: string;
  /** For `http` addresses. */
  http?: string;
  /** Hosts that are asked directly, as NO_PROXY has them: `example.com` is all of its hosts too, `*` every one. */
  none?: readonly string[];
}

/** Undefined: the host is asked directly. So is this machine, always. */
export function proxyFor(url: URL, { https, http, none = [] }: Proxies): URL | undefined {
  const proxy = url.protocol === 'https:' ? https : http;
  const direct = proxy === undefined || isLoopbackHost(url.hostname) || none.some((entry) => isMeant(entry, url));
  return direct ? undefined : new URL(proxy);
}

function isMeant(entry: string, { hostname, port, protocol }: URL): boolean {
  if (entry === '*') return true;
  const [, name = '', onPort] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase())!;
  if (onPort !== undefined && onPort !== (port || (protocol === 'https:' ? '443' : '80'))) return false;
  return hostname === name || hostname.endsWith(`.${name}`);
}
