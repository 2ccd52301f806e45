/** Which requests go through a proxy. */
import type { Agent } from 'node:http';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import type { Proxies } from '../config/index.js';

/** For `http.request` and `https.request`; undefined: the address is asked directly. */
export type AgentFor = (url: URL) => Agent | undefined;

/** An agent for one request: its connection is not kept. */
export function proxyAgents({ http, https, except }: Proxies): AgentFor {
  return (url) => {
    if (except.some((host) => matches(host.toLowerCase(), url))) return undefined;
    if (url.protocol === 'https:') return https === undefined ? undefined : new HttpsProxyAgent(https);
    return http === undefined ? undefined : new HttpProxyAgent(http);
  };
}

/** `*`, `host`, `.domain` or `*.domain`, each with or without `:port`. A host stands for those below it too, as in curl. */
function matches(entry: string, { hostname, port, protocol }: URL): boolean {
  if (entry === '*') return true;
  const [, name = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry)!;
  const portOfUrl = port || (protocol === 'https:' ? '443' : '80');
  if (onlyPort !== undefined && onlyPort !== portOfUrl) return false;
  const host = name.replace(/^\*?\./, '');
  return hostname === host || hostname.endsWith(`.${host}`);
}
