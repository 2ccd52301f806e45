/** The proxy for what a worker asks of the web, by the names that most programs have for it. */
import type { Reading } from '../reading/scalar.js';
import type { Config } from './index.js';

export type Proxies = Config['proxies'];

/** These names are known in small letters too. */
export const EITHER_CASE: readonly string[] = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

const PROXY = 'an HTTP proxy such as http://outbound.example.com:3128';

/** An HTTP proxy; without a scheme `http` is meant. The message never repeats it, for it may hold a password. */
export function readProxy(text: string): Reading<string> {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(address) && !/\s/.test(address) ? new URL(address) : undefined;
  if (!url || url.hostname === '') return { message: 'is not the address of a proxy', expected: PROXY };
  return ['http:', 'https:'].includes(url.protocol)
    ? { value: url.href }
    : { message: `${url.protocol.slice(0, -1)} proxies cannot be used`, expected: PROXY };
}

/** Hosts with commas or blanks between them. */
export function readHosts(text: string): Reading<string[]> {
  return { value: text.split(/[\s,]+/).filter((host) => host !== '') };
}
